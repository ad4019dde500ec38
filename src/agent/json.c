/* SPDX-License-Identifier: BSD-2-Clause */

#include "agent/json.h"

#include "agent/json_syntax.h"
#include "shared/text.h"

#include <cjson/cJSON.h>
#include <errno.h>
#include <inttypes.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

static int compare_names(const void *left, const void *right)
{
    return strcmp(*(char *const *) left, *(char *const *) right);
}

/* Sorted, because comparing each with each takes minutes at the size that
 * a hostile answer may have. */
static bool names_are_unique(const cJSON *object)
{
    size_t count = 0;
    const char **names;
    bool unique = true;

    names = calloc((size_t) cJSON_GetArraySize(object) + 1, sizeof(*names));
    if (names == NULL)
        return false;
    for (const cJSON *item = object->child; item != NULL; item = item->next)
        names[count++] = item->string;
    qsort(names, count, sizeof(*names), compare_names);
    for (size_t i = 1; i < count && unique; i++)
        unique = strcmp(names[i - 1], names[i]) != 0;
    free(names);
    return unique;
}

/* The end of the string in valid text whose first quote is behind us. */
static const char *skip_string(const char *at)
{
    for (; *at != '"'; at++)
        if (*at == '\\')
            at++;
    return at + 1;
}

/* Find the next number at or after *at in valid text, and step over it. */
static char *take_spelling(const char **at)
{
    size_t length;
    char *spelling;

    while (strchr("-0123456789", **at) == NULL)
        if (*(*at)++ == '"')
            *at = skip_string(*at);
    length = strspn(*at, "-+.0123456789eE");
    spelling = cJSON_malloc(length + 1);
    if (spelling != NULL) {
        memcpy(spelling, *at, length);
        spelling[length] = '\0';
    }
    *at += length;
    return spelling;
}

/* Turn each number below `item` into the raw text it had, in the order of
 * the document, and refuse duplicate names. */
static bool finish(cJSON *item, const char **at)
{
    if (cJSON_IsNumber(item)) {
        item->type = cJSON_Raw;
        item->valuestring = take_spelling(at);
        return item->valuestring != NULL;
    }
    if (cJSON_IsObject(item) && !names_are_unique(item))
        return false;
    for (cJSON *child = item->child; child != NULL; child = child->next)
        if (!finish(child, at))
            return false;
    return true;
}

static void wipe_and_free(void *memory)
{
    if (memory != NULL)
        explicit_bzero(memory, malloc_usable_size(memory));
    free(memory);
}

static void set_hooks(void)
{
    cJSON_Hooks hooks = {malloc, wipe_and_free};

    cJSON_InitHooks(&hooks);
}

struct json *json_parse(const char *text, size_t length)
{
    char *original = strndup(text, length);
    char *zeroed = strndup(text, length);
    const char *at = original;
    cJSON *root = NULL;

    set_hooks();
    if (original == NULL || zeroed == NULL || strlen(zeroed) != length ||
        !json_syntax_check(zeroed))
        goto out;
    root = cJSON_Parse(zeroed);
    if (root != NULL && !finish(root, &at)) {
        cJSON_Delete(root);
        root = NULL;
    }
out:
    wipe_and_free(original);
    wipe_and_free(zeroed);
    return (struct json *) root;
}

struct json *json_new_object(void)
{
    set_hooks();
    return (struct json *) cJSON_CreateObject();
}

struct json *json_new_array(void)
{
    set_hooks();
    return (struct json *) cJSON_CreateArray();
}

struct json *json_new_null(void)
{
    set_hooks();
    return (struct json *) cJSON_CreateNull();
}

struct json *json_new_bool(bool value)
{
    set_hooks();
    return (struct json *) cJSON_CreateBool(value);
}

struct json *json_new_text(const char *text)
{
    cJSON *item;

    set_hooks();
    item = cJSON_CreateString(text);
    if (item == NULL)
        return NULL;
    for (char *byte = item->valuestring; *byte != '\0';) {
        size_t length = json_utf8_length(byte);

        if (length == 0)
            *byte = '?';
        byte += length == 0 ? 1 : length;
    }
    return (struct json *) item;
}

struct json *json_new_integer(int64_t value)
{
    char spelling[32] = "";

    set_hooks();
    text_append(spelling, sizeof(spelling), "%" PRId64, value);
    return (struct json *) cJSON_CreateRaw(spelling);
}

struct json *json_copy(const struct json *json)
{
    return (struct json *) cJSON_Duplicate((const cJSON *) json, true);
}

void json_free(struct json **json)
{
    cJSON_Delete((cJSON *) *json);
    *json = NULL;
}

bool json_put(struct json *object, const char *name, struct json *value)
{
    cJSON *parent = (cJSON *) object;
    cJSON *item = (cJSON *) value;
    bool done;

    if (parent == NULL || item == NULL)
        done = false;
    else if (name == NULL)
        done = cJSON_AddItemToArray(parent, item);
    else if (json_member(object, name) != NULL)
        done = cJSON_ReplaceItemInObjectCaseSensitive(parent, name, item);
    else
        done = cJSON_AddItemToObject(parent, name, item);
    if (!done)
        cJSON_Delete(item);
    return done;
}

void json_drop(struct json *object, const char *name)
{
    cJSON_DeleteItemFromObjectCaseSensitive((cJSON *) object, name);
}

bool json_is_object(const struct json *json)
{
    return cJSON_IsObject((const cJSON *) json);
}

bool json_is_array(const struct json *json)
{
    return cJSON_IsArray((const cJSON *) json);
}

bool json_is_null(const struct json *json)
{
    return cJSON_IsNull((const cJSON *) json);
}

bool json_is_bool(const struct json *json)
{
    return cJSON_IsBool((const cJSON *) json);
}

bool json_is_true(const struct json *json)
{
    return cJSON_IsTrue((const cJSON *) json);
}

bool json_same_scalar(const struct json *left, const struct json *right)
{
    const cJSON *a = (const cJSON *) left;
    const cJSON *b = (const cJSON *) right;

    if (cJSON_IsString(a) || cJSON_IsRaw(a))
        return b != NULL && (a->type & 0xff) == (b->type & 0xff) &&
               strcmp(a->valuestring, b->valuestring) == 0;
    return cJSON_IsBool(a) && cJSON_IsBool(b) &&
           cJSON_IsTrue(a) == cJSON_IsTrue(b);
}

bool json_has_scalar(const struct json *array, const struct json *scalar)
{
    for (const struct json *item = json_first(array); item != NULL;
         item = json_next(item))
        if (json_same_scalar(item, scalar))
            return true;
    return false;
}

bool json_has_contents(const struct json *json)
{
    const cJSON *item = (const cJSON *) json;

    if (cJSON_IsArray(item))
        return item->child != NULL;
    if (cJSON_IsString(item))
        return item->valuestring[0] != '\0';
    return item != NULL && !cJSON_IsNull(item) && !cJSON_IsFalse(item);
}

const struct json *json_member(const struct json *json, const char *name)
{
    if (!json_is_object(json))
        return NULL;
    return (const struct json *) cJSON_GetObjectItemCaseSensitive(
        (const cJSON *) json, name);
}

const struct json *json_first(const struct json *json)
{
    return json == NULL ? NULL
                        : (const struct json *) ((const cJSON *) json)->child;
}

const struct json *json_next(const struct json *json)
{
    return (const struct json *) ((const cJSON *) json)->next;
}

const char *json_name(const struct json *json)
{
    return ((const cJSON *) json)->string;
}

const char *json_string(const struct json *json)
{
    return cJSON_GetStringValue((const cJSON *) json);
}

bool json_is_text(const struct json *json, const char *expected)
{
    const char *text = json_string(json);

    return text != NULL && strcmp(text, expected) == 0;
}

bool json_text(const struct json *json, char *ret_text, size_t size)
{
    const char *text = json_string(json);

    return text != NULL && strlen(text) < size &&
           text_copy(ret_text, size, text);
}

bool json_integer(const struct json *json, int64_t *ret_value)
{
    const cJSON *item = (const cJSON *) json;
    char *end;
    int64_t value;

    if (!cJSON_IsRaw(item))
        return false;
    errno = 0;
    value = strtoll(item->valuestring, &end, 10);
    if (errno != 0 || *end != '\0')
        return false;
    *ret_value = value;
    return true;
}

bool json_seconds(const struct json *json, int64_t *ret_seconds)
{
    const cJSON *item = (const cJSON *) json;
    char *end;
    double seconds;

    if (!cJSON_IsRaw(item) && !cJSON_IsString(item))
        return false;
    seconds = strtod(item->valuestring, &end);
    if (end == item->valuestring ||
        item->valuestring[strspn(item->valuestring, "-+.0123456789eE")] != 0)
        return false;
    if (seconds > INT32_MAX)
        seconds = INT32_MAX;
    *ret_seconds = seconds < 0 ? -1 : (int64_t) seconds;
    return *end == '\0';
}

bool json_print(const struct json *json, char *ret_text, size_t size)
{
    char *text = cJSON_PrintUnformatted((const cJSON *) json);
    bool fits =
        text != NULL && strlen(text) < size && text_copy(ret_text, size, text);

    cJSON_free(text);
    return fits;
}
