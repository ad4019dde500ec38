/* SPDX-License-Identifier: BSD-2-Clause */

#include "agent/claims_request.h"

#include "agent/base64.h"
#include "shared/text.h"

#include <string.h>

/* Whose members are joined; from a wish downwards all are alike. */
enum { REQUEST, SECTION, WISH };

/* The object that the text holds, in the one spelling of json_print(). */
static bool normalise(const char *text, size_t length, char *ret_json,
                      size_t size)
{
    struct json *claims = json_parse(text, length);
    bool good = json_is_object(claims) && json_print(claims, ret_json, size);

    json_free(&claims);
    return good;
}

bool claims_request_decode(const char *value, char *ret_json, size_t size)
{
    char decoded[CLAIMS_REQUEST_MAX];
    size_t length;

    value += strspn(value, " \t\r\n");
    length = strlen(value);
    while (length > 0 && strchr(" \t\r\n", value[length - 1]) != NULL)
        length--;
    if (length == 0 || (length == 4 && memcmp(value, "null", 4) == 0)) {
        ret_json[0] = '\0';
        return true;
    }
    if (value[0] == '{')
        return length <= CLAIMS_REQUEST_MAX &&
               normalise(value, length, ret_json, size);
    return base64_decode_lenient(value, length, (unsigned char *) decoded,
                                 sizeof(decoded), &length) &&
           normalise(decoded, length, ret_json, size);
}

/* Copy the items of `from` that the array `into` lacks. */
static bool unite(struct json *into, const struct json *from)
{
    for (const struct json *item = json_first(from); item != NULL;
         item = json_next(item))
        if (!json_has_scalar(into, item) &&
            !json_put(into, NULL, json_copy(item)))
            return false;
    return true;
}

static struct json *wrap(const char *name, struct json *value)
{
    struct json *object = json_new_object();

    if (!json_put(object, name, value))
        json_free(&object);
    return object;
}

static struct json *join(const struct json *lower, const struct json *upper,
                         int level);

static bool has_condition(const struct json *wish)
{
    return json_member(wish, "value") != NULL ||
           json_member(wish, "values") != NULL;
}

/* A wish for what both accept, or for what is required if that is nothing;
 * NULL without memory. */
static struct json *narrow(const struct json *required,
                           const struct json *demanded)
{
    const struct json *only = json_member(required, "value");
    const struct json *item =
        only != NULL ? only : json_first(json_member(required, "values"));
    struct json *common = json_new_array();

    for (; item != NULL && common != NULL;
         item = item == only ? NULL : json_next(item))
        if ((json_same_scalar(item, json_member(demanded, "value")) ||
             json_has_scalar(json_member(demanded, "values"), item)) &&
            !json_put(common, NULL, json_copy(item)))
            json_free(&common);
    if (json_first(common) != NULL)
        return wrap("values", common);
    json_free(&common);
    return json_copy(required);
}

/* The demand may add to what is required of a claim, never lessen it. */
static struct json *join_wishes(const struct json *required,
                                const struct json *demanded)
{
    struct json *both = join(required, demanded, WISH);
    struct json *wish = both;
    struct json *limit = NULL;

    if (has_condition(required) && has_condition(demanded) &&
        !json_same_scalar(json_member(required, "value"),
                          json_member(demanded, "value"))) {
        limit = narrow(required, demanded);
        json_drop(both, "value");
        json_drop(both, "values");
        wish = limit == NULL ? NULL : join(both, limit, WISH);
        json_free(&both);
        json_free(&limit);
    }
    if ((json_is_true(json_member(required, "essential")) ||
         json_is_true(json_member(demanded, "essential"))) &&
        !json_put(wish, "essential", json_new_bool(true)))
        json_free(&wish);
    return wish;
}

/*
 * Two members with one name.  `null` asks for a claim without conditions,
 * so it never replaces an object that has some.
 */
static struct json *join_members(const struct json *lower,
                                 const struct json *upper, int level)
{
    struct json *both;

    if (json_is_object(lower) && json_is_object(upper))
        return level == SECTION ? join_wishes(lower, upper)
                                : join(lower, upper, level + 1);
    if (json_is_object(lower) && json_is_null(upper))
        return json_copy(lower);
    if (strcmp(json_name(upper), "values") != 0 || !json_is_array(lower) ||
        !json_is_array(upper))
        return json_copy(upper);
    both = json_copy(lower);
    if (both != NULL && !unite(both, upper))
        json_free(&both);
    return both;
}

/* The members of both objects; NULL without memory. */
static struct json *join(const struct json *lower, const struct json *upper,
                         int level)
{
    struct json *both = json_copy(lower);

    for (const struct json *member = json_first(upper);
         member != NULL && both != NULL; member = json_next(member)) {
        const char *name = json_name(member);
        const struct json *old = json_member(lower, name);

        if (!json_put(both, name,
                      old == NULL ? json_copy(member)
                                  : join_members(old, member, level)))
            json_free(&both);
    }
    return both;
}

/* A request as a tree: *ret_claims is NULL for an empty one. */
static bool parse_request(const char *request, struct json **ret_claims)
{
    *ret_claims = NULL;
    if (request[0] == '\0')
        return true;
    *ret_claims = json_parse(request, strlen(request));
    if (!json_is_object(*ret_claims))
        json_free(ret_claims);
    return *ret_claims != NULL;
}

/* {"access_token":{"xms_cc":{"values":[...]}}}; NULL without memory. */
static struct json *capability_request(const char *capabilities)
{
    struct json *values = json_new_array();
    char list[NAME_SIZE];
    char *rest = NULL;
    bool good = values != NULL && text_copy(list, sizeof(list), capabilities);

    for (char *word = good ? strtok_r(list, " ", &rest) : NULL;
         word != NULL && good; word = strtok_r(NULL, " ", &rest)) {
        struct json *item = json_new_text(word);

        if (json_has_scalar(values, item))
            json_free(&item);
        else
            good = json_put(values, NULL, item);
    }
    if (!good)
        json_free(&values);
    return wrap("access_token", wrap("xms_cc", wrap("values", values)));
}

static bool has_usable_access_token(const struct json *claims)
{
    const struct json *member = json_member(claims, "access_token");

    return member == NULL || json_is_null(member) || json_is_object(member);
}

/* Put `upper` over *base and free it; each may be NULL for nothing. */
static bool add_layer(struct json **base, struct json **upper, int level)
{
    struct json *both = *base;

    if (*upper == NULL)
        return true;
    if (!has_usable_access_token(*upper))
        return false;
    if (*base == NULL) {
        *base = *upper;
        *upper = NULL;
        return true;
    }
    both = join(*base, *upper, level);
    json_free(base);
    json_free(upper);
    *base = both;
    return both != NULL;
}

bool claims_request_merge(const struct demand *required,
                          const struct demand *demand,
                          const char *capabilities, char *ret_json,
                          size_t size)
{
    struct json *merged = NULL;
    struct json *layer = NULL;
    bool good = parse_request(required->claims, &layer) &&
                add_layer(&merged, &layer, REQUEST) &&
                parse_request(demand->claims, &layer) &&
                add_layer(&merged, &layer, REQUEST);

    if (good && capabilities[strspn(capabilities, " ")] != '\0') {
        layer = capability_request(capabilities);
        good = layer != NULL && add_layer(&merged, &layer, WISH);
    }
    if (good && merged == NULL)
        ret_json[0] = '\0';
    else
        good = good && json_print(merged, ret_json, size);
    json_free(&merged);
    json_free(&layer);
    return good;
}

/* The claim is this value, or a list with it. */
static bool holds(const struct json *claim, const struct json *wanted)
{
    if (json_is_array(claim))
        return json_has_scalar(claim, wanted);
    return json_same_scalar(claim, wanted);
}

static bool holds_one_of(const struct json *claim, const struct json *values)
{
    for (const struct json *wanted = json_first(values); wanted != NULL;
         wanted = json_next(wanted))
        if (holds(claim, wanted))
            return true;
    return false;
}

/* The claim has what the wish wants it to have. */
static bool fits(const struct json *claim, const struct json *wish)
{
    const struct json *value = json_member(wish, "value");
    const struct json *values = json_member(wish, "values");

    return (value == NULL || holds(claim, value)) &&
           (values == NULL || holds_one_of(claim, values));
}

static bool is_shown(const struct json *wish, const struct json *payload)
{
    const struct json *claim = json_member(payload, json_name(wish));

    return json_has_contents(claim) && fits(claim, wish);
}

static bool is_not_contradicted(const struct json *wish,
                                const struct json *payload)
{
    const char *name = json_name(wish);
    const struct json *claim = json_member(payload, name);

    if (strcmp(name, "acr") != 0 && strcmp(name, "acrs") != 0)
        return true;
    return claim == NULL || json_is_null(claim) || json_is_null(wish) ||
           (json_is_object(wish) && fits(claim, wish));
}

/* The capabilities that we declare ask for no claim. */
static bool is_capability(const struct json *section, const struct json *wish)
{
    return strcmp(json_name(section), "access_token") == 0 &&
           strcmp(json_name(wish), "xms_cc") == 0;
}

/* The first wish that is not met; NULL if there is none. */
static const struct json *find_unmet(
    const struct json *claims, const struct json *payload,
    bool (*is_met)(const struct json *wish, const struct json *payload))
{
    for (const struct json *section = json_first(claims); section != NULL;
         section = json_next(section)) {
        if (!json_is_object(section) && !json_is_null(section))
            return section;
        for (const struct json *wish = json_first(section); wish != NULL;
             wish = json_next(wish))
            if (!is_capability(section, wish) && !is_met(wish, payload))
                return wish;
    }
    return NULL;
}

/* `null`, or an object without a member that would be ignored. */
static bool is_usable_wish(const struct json *wish)
{
    if (!json_is_object(wish))
        return json_is_null(wish);
    for (const struct json *member = json_first(wish); member != NULL;
         member = json_next(member)) {
        const char *name = json_name(member);

        if (!(strcmp(name, "essential") == 0 && json_is_bool(member)) &&
            !(strcmp(name, "value") == 0 &&
              json_same_scalar(member, member)) &&
            !(strcmp(name, "values") == 0 && json_is_array(member) &&
              json_first(member) != NULL))
            return false;
    }
    return true;
}

static bool is_usable(const struct json *claims)
{
    bool asks = false;

    for (const struct json *section = json_first(claims); section != NULL;
         section = json_next(section)) {
        if (!json_is_object(section) ||
            !text_has_word("id_token access_token userinfo",
                           json_name(section)))
            return false;
        for (const struct json *wish = json_first(section); wish != NULL;
             wish = json_next(wish)) {
            if (!is_usable_wish(wish))
                return false;
            asks = asks || !is_capability(section, wish);
        }
    }
    return asks;
}

bool claims_request_is_usable(const char *request)
{
    struct json *claims = NULL;
    bool usable = parse_request(request, &claims) &&
                  (claims == NULL || is_usable(claims));

    json_free(&claims);
    return usable;
}

bool claims_request_shown(const char *request, const struct json *payload,
                          char *ret_missing, size_t size)
{
    struct json *claims = NULL;
    const struct json *unmet = NULL;
    bool shown = false;

    ret_missing[0] = '\0';
    if (claims_request_is_usable(request) && parse_request(request, &claims)) {
        unmet = find_unmet(claims, payload, is_shown);
        shown = unmet == NULL;
    }
    if (!shown)
        text_append(ret_missing, size, "%s",
                    unmet == NULL ? "claims" : json_name(unmet));
    json_free(&claims);
    return shown;
}

bool claims_request_contradicted(const char *request,
                                 const struct json *payload)
{
    struct json *claims = NULL;
    bool met = parse_request(request, &claims) &&
               find_unmet(claims, payload, is_not_contradicted) == NULL;

    json_free(&claims);
    return !met;
}
