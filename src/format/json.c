/* SPDX-License-Identifier: BSD-2-Clause */

#include "format/json.h"

#include "format/json_syntax.h"
#include "shared/text.h"

/*
 * cJSON keeps numbers as doubles, and prints another spelling than it read: a
 * claims request would not be sent as it was received, nor a large integer
 * compared exactly.  So a text is held twice.  json_syntax_check() proves one
 * copy and makes each number in it a 0, which the library parses; then the
 * numbers' own spellings are taken from the other copy, in the order in which
 * they stand there, and put into the tree as raw text.
 */

/* The library's struct is our opaque one. */
#define cJSON json
#include <cjson/cJSON.h>
#include <errno.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

/* Any part of a tree may be a token or a claim. */
static void wipe_and_free(void *memory)
{
    if (memory != NULL)
        explicit_bzero(memory, malloc_usable_size(memory));
    free(memory);
}

/* Before main(), as every function here may be the first to allocate. */
__attribute__((constructor)) static void set_hooks(void)
{
    cJSON_Hooks hooks = {malloc, wipe_and_free};

    cJSON_InitHooks(&hooks);
}

/* By bytes, as the library has undone the escapes: two spellings of one name
 * are one name (RFC 8259 section 8.3). */
static int compare_names(const void *left, const void *right)
{
    return strcmp(*(char *const *) left, *(char *const *) right);
}

/* Sorted, because comparing each with each takes minutes at the size that
 * a hostile answer may have. */
static bool names_are_unique(const struct json *object)
{
    size_t count = 0;
    const char **names;
    bool unique = true;

    /* Which of two members of one name counts is for each reader to say (RFC
     * 8259 section 4): a token that means two things means nothing. */
    names = calloc((size_t) cJSON_GetArraySize(object) + 1, sizeof(*names));
    if (names == NULL)
        return false;
    for (const struct json *item = object->child; item != NULL;
         item = item->next)
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
    const char *start;

    /* Digits within a string are no number. */
    while (strchr("-0123456789", **at) == NULL) {
        bool opens = **at == '"';

        ++*at;
        if (opens)
            *at = skip_string(*at);
    }
    start = *at;
    *at += strspn(*at, "-+.0123456789eE");
    return strndup(start, (size_t) (*at - start));
}

/* Turn each number below `item` into the raw text it had, in the order of
 * the document, and refuse duplicate names. */
static bool finish(struct json *item, const char **at)
{
    if (cJSON_IsNumber(item)) {
        item->type = cJSON_Raw;
        item->valuestring = take_spelling(at);
        return item->valuestring != NULL;
    }
    if (cJSON_IsObject(item) && !names_are_unique(item))
        return false;
    for (struct json *child = item->child; child != NULL; child = child->next)
        if (!finish(child, at))
            return false;
    return true;
}

/* A text with a NUL in it would end there for the library, and what follows
 * would be seen by others alone: strndup() makes it shorter than `length`. */
struct json *json_parse(const char *text, size_t length)
{
    char *original = strndup(text, length);
    char *zeroed = strndup(text, length);
    const char *at = original;
    struct json *root = NULL;

    if (original != NULL && zeroed != NULL && strlen(zeroed) == length &&
        json_syntax_check(zeroed))
        root = cJSON_Parse(zeroed);
    if (root != NULL && !finish(root, &at))
        json_free(&root);
    wipe_and_free(original);
    wipe_and_free(zeroed);
    return root;
}

struct json *json_parse_object(const char *text, size_t length)
{
    struct json *root = json_parse(text, length);

    if (!json_is_object(root))
        json_free(&root);
    return root;
}

struct json *json_of(const char *text)
{
    return json_parse(text, strlen(text));
}

struct json *json_new_text(const char *text)
{
    return cJSON_CreateString(text);
}

/* Numbers are raw text, which is copied as it is. */
struct json *json_copy(const struct json *value)
{
    return cJSON_Duplicate(value, true);
}

void json_free(struct json **value)
{
    cJSON_Delete(*value);
    *value = NULL;
}

/* Takes the value over in any case. */
static bool put(struct json *object, const char *name, struct json *value)
{
    bool done;

    if (object == NULL || value == NULL)
        done = false;
    else if (name == NULL)
        done = cJSON_AddItemToArray(object, value);
    else if (json_member(object, name) == NULL)
        done = cJSON_AddItemToObject(object, name, value);
    else
        /* It does not tell if there is no memory for the name. */
        return cJSON_ReplaceItemInObjectCaseSensitive(object, name, value) &&
               value->string != NULL;
    if (!done)
        cJSON_Delete(value);
    return done;
}

void json_build(struct json **object, const char *name, struct json *value)
{
    if (!put(*object, name, value))
        json_free(object);
}

void json_drop(struct json *object, const char *name)
{
    cJSON_DeleteItemFromObjectCaseSensitive(object, name);
}

bool json_is_object(const struct json *value)
{
    return cJSON_IsObject(value);
}

bool json_is_array(const struct json *value)
{
    return cJSON_IsArray(value);
}

bool json_is_null(const struct json *value)
{
    return cJSON_IsNull(value);
}

bool json_is_bool(const struct json *value)
{
    return cJSON_IsBool(value);
}

bool json_is_true(const struct json *value)
{
    return cJSON_IsTrue(value);
}

bool json_is_scalar(const struct json *value)
{
    return cJSON_IsString(value) || cJSON_IsRaw(value) || cJSON_IsBool(value);
}

/* The library keeps flags of its own in the higher bits of a type. */
bool json_same_scalar(const struct json *a, const struct json *b)
{
    /* Numbers by their spelling: 1 and 1.0 may be the same to some, and no
     * demand is met by a guess. */
    if (cJSON_IsString(a) || cJSON_IsRaw(a))
        return b != NULL && (a->type & 0xff) == (b->type & 0xff) &&
               strcmp(a->valuestring, b->valuestring) == 0;
    return cJSON_IsBool(a) && cJSON_IsBool(b) &&
           cJSON_IsTrue(a) == cJSON_IsTrue(b);
}

bool json_holds(const struct json *value, const struct json *scalar)
{
    if (!cJSON_IsArray(value))
        return json_same_scalar(value, scalar);
    for (const struct json *item = value->child; item != NULL;
         item = json_next(item))
        if (json_same_scalar(item, scalar))
            return true;
    return false;
}

/* What a provider sends in the place of a claim that it does not have must not
 * count as one: `false` and an empty list are common. */
bool json_has_contents(const struct json *value)
{
    if (cJSON_IsArray(value))
        return value->child != NULL;
    if (cJSON_IsString(value))
        return value->valuestring[0] != '\0';
    return value != NULL && !cJSON_IsNull(value) && !cJSON_IsFalse(value);
}

bool json_is_absent(const struct json *value)
{
    return value == NULL || cJSON_IsNull(value) || json_is_text(value, "");
}

const struct json *json_member(const struct json *object, const char *name)
{
    if (!json_is_object(object))
        return NULL;
    /* The library's other function folds case, by which "ISS" would do for
     * "iss". */
    return cJSON_GetObjectItemCaseSensitive(object, name);
}

const struct json *json_first(const struct json *value)
{
    if (value == NULL)
        return NULL;
    return value->child;
}

const struct json *json_first_element(const struct json *value)
{
    if (!json_is_array(value))
        return NULL;
    return value->child;
}

const struct json *json_next(const struct json *value)
{
    return value->next;
}

const char *json_name(const struct json *value)
{
    return value->string;
}

const char *json_string(const struct json *value)
{
    return cJSON_GetStringValue(value);
}

bool json_is_text(const struct json *value, const char *expected)
{
    const char *text = json_string(value);

    return text != NULL && strcmp(text, expected) == 0;
}

bool json_printable(const struct json *value, char *ret_text, size_t size)
{
    const char *text = json_string(value);

    if (text != NULL && text_is_printable(text) &&
        text_copy(ret_text, size, text))
        return true;
    ret_text[0] = '\0';
    return false;
}

/* From the spelling, exactly: 1.0 and 1e3 are none, and what does not fit is
 * refused and not the nearest one that does. */
bool json_integer(const struct json *value, int64_t *ret_value)
{
    char *end;
    int64_t integer;

    /* A number in quotes is a text. */
    if (!cJSON_IsRaw(value))
        return false;
    errno = 0;
    integer = strtoll(value->valuestring, &end, 10);
    if (errno != 0 || *end != '\0')
        return false;
    *ret_value = integer;
    return true;
}

bool json_number(const struct json *value, double *ret_value)
{
    if (!cJSON_IsRaw(value))
        return false;
    *ret_value = strtod(value->valuestring, NULL);
    return true;
}

/* Some providers send expires_in as a string, or with a fraction.  What is out
 * of range is the nearest that can be reckoned with; "inf", "nan" and
 * hexadecimal digits, which strtod() takes, are no numbers of JSON. */
bool json_seconds(const struct json *value, int64_t *ret_seconds)
{
    const char *text;
    char *end;
    double seconds;

    if (!cJSON_IsRaw(value) && !cJSON_IsString(value))
        return false;
    text = value->valuestring;
    seconds = strtod(text, &end);
    if (end == text || *end != '\0' ||
        text[strspn(text, "-+.0123456789eE")] != '\0')
        return false;
    if (seconds > INT32_MAX)
        seconds = INT32_MAX;
    if (seconds < 0)
        seconds = -1;
    *ret_seconds = (int64_t) seconds;
    return true;
}

bool json_print(const struct json *value, char *ret_text, size_t size)
{
    char *text = cJSON_PrintUnformatted(value);
    bool fits =
        text != NULL && strlen(text) < size && text_copy(ret_text, size, text);

    cJSON_free(text);
    return fits;
}
