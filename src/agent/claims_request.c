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
    struct json *claims = json_parse_object(text, length);
    bool good = json_print(claims, ret_json, size);

    json_free(&claims);
    return good;
}

bool claims_request_decode(const char *value, char *ret_json, size_t size)
{
    char decoded[CLAIMS_REQUEST_MAX];
    size_t length;
    ssize_t bytes;

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
    bytes = base64_decode_lenient(value, length, (unsigned char *) decoded,
                                  sizeof(decoded));
    return bytes >= 0 && normalise(decoded, (size_t) bytes, ret_json, size);
}

/* NULL for no value, which is one for lack of memory. */
static struct json *wrap(const char *name, struct json *value)
{
    struct json *object = json_of("{}");

    json_build(&object, name, value);
    return object;
}

static struct json *join(const struct json *lower, const struct json *upper,
                         int level);

/* Put `upper`, which is freed, over *base; NULL without memory. */
static void put_over(struct json **base, struct json *upper, int level)
{
    struct json *both = NULL;

    if (upper != NULL)
        both = join(*base, upper, level);
    json_free(base);
    json_free(&upper);
    *base = both;
}

static bool has_condition(const struct json *wish)
{
    return json_member(wish, "value") != NULL ||
           json_member(wish, "values") != NULL;
}

/* Append the value to the list if the wish accepts it. */
static void add_accepted(struct json **list, const struct json *wish,
                         const struct json *value)
{
    if (json_same_scalar(value, json_member(wish, "value")) ||
        json_holds(json_member(wish, "values"), value))
        json_build(list, NULL, json_copy(value));
}

/*
 * A wish for what both accept, or for what is required if that is nothing;
 * NULL without memory.  A wish names one `value`, or several `values` (OIDC
 * Core section 5.5.1): what both accept is those of the required ones that
 * the demand accepts, whichever way either of them says it.
 */
static struct json *narrow(const struct json *required,
                           const struct json *demanded)
{
    const struct json *only = json_member(required, "value");
    const struct json *values = json_member(required, "values");
    struct json *common = json_of("[]");

    if (only != NULL)
        add_accepted(&common, demanded, only);
    else
        for (const struct json *item = json_first(values);
             item != NULL && common != NULL; item = json_next(item))
            add_accepted(&common, demanded, item);
    if (common == NULL || json_first(common) != NULL)
        return wrap("values", common);
    json_free(&common);
    return json_copy(required);
}

/* The demand may add to what is required of a claim, never lessen it. */
static struct json *join_wishes(const struct json *required,
                                const struct json *demanded)
{
    struct json *wish = join(required, demanded, WISH);

    if (has_condition(required) && has_condition(demanded) &&
        !json_same_scalar(json_member(required, "value"),
                          json_member(demanded, "value"))) {
        json_drop(wish, "value");
        json_drop(wish, "values");
        put_over(&wish, narrow(required, demanded), WISH);
    }
    if (json_is_true(json_member(required, "essential")) ||
        json_is_true(json_member(demanded, "essential")))
        json_build(&wish, "essential", json_of("true"));
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

    if (json_is_object(lower) && json_is_object(upper)) {
        if (level == SECTION)
            return join_wishes(lower, upper);
        return join(lower, upper, level + 1);
    }
    if (json_is_object(lower) && json_is_null(upper))
        return json_copy(lower);
    if (strcmp(json_name(upper), "values") != 0 || !json_is_array(lower) ||
        !json_is_array(upper))
        return json_copy(upper);
    both = json_copy(lower);
    for (const struct json *item = json_first(upper); item != NULL;
         item = json_next(item))
        if (!json_holds(both, item))
            json_build(&both, NULL, json_copy(item));
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

        if (old == NULL)
            json_build(&both, name, json_copy(member));
        else
            json_build(&both, name, join_members(old, member, level));
    }
    return both;
}

/* A request as an object, which an empty one is, too; NULL for anything
 * else. */
static struct json *parse_request(const char *request)
{
    if (request[0] == '\0')
        return json_of("{}");
    return json_parse_object(request, strlen(request));
}

/* {"access_token":{"xms_cc":{"values":["..."]}}}; NULL without memory. */
static struct json *capability_request(const char *capability)
{
    struct json *values = json_of("[]");

    json_build(&values, NULL, json_new_text(capability));
    return wrap("access_token", wrap("xms_cc", wrap("values", values)));
}

/* Put `upper`, which is freed, over *base.  False, with no base left, if it
 * is NULL or has an access_token that cannot be joined. */
static bool add_layer(struct json **base, struct json *upper, int level)
{
    const struct json *member = json_member(upper, "access_token");

    if (member != NULL && !json_is_null(member) && !json_is_object(member))
        json_free(&upper);
    put_over(base, upper, level);
    return *base != NULL;
}

bool claims_request_merge(const struct demand *required,
                          const struct demand *demand,
                          const char *capabilities, char *ret_json,
                          size_t size)
{
    char word[NAME_SIZE];
    struct json *merged;
    bool good;

    if (required->claims[0] == '\0' && demand->claims[0] == '\0' &&
        capabilities[strspn(capabilities, " ")] == '\0') {
        ret_json[0] = '\0';
        return true;
    }
    merged = json_of("{}");
    good = add_layer(&merged, parse_request(required->claims), REQUEST) &&
           add_layer(&merged, parse_request(demand->claims), REQUEST);
    while (good && text_next_word(&capabilities, word, sizeof(word)))
        good = add_layer(&merged, capability_request(word), WISH);
    good = good && json_print(merged, ret_json, size);
    json_free(&merged);
    return good;
}

static bool holds_one_of(const struct json *claim, const struct json *values)
{
    for (const struct json *wanted = json_first(values); wanted != NULL;
         wanted = json_next(wanted))
        if (json_holds(claim, wanted))
            return true;
    return false;
}

/* The claim has what the wish wants it to have. */
static bool fits(const struct json *claim, const struct json *wish)
{
    const struct json *value = json_member(wish, "value");
    const struct json *values = json_member(wish, "values");

    return (value == NULL || json_holds(claim, value)) &&
           (values == NULL || holds_one_of(claim, values));
}

/* As strictly as can be: the ID token is the only evidence. */
static bool is_shown(const struct json *wish, const struct json *payload)
{
    const struct json *claim = json_member(payload, json_name(wish));

    return json_has_contents(claim) && fits(claim, wish);
}

/* Of what a challenge demanded an ID token may be silent: the resource, or the
 * provider at the next refresh, asks again.  What it says must fit. */
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

/* A member of a wish that a provider understands. */
static bool is_condition(const struct json *member)
{
    const char *name = json_name(member);

    if (strcmp(name, "essential") == 0)
        return json_is_bool(member);
    if (strcmp(name, "value") == 0) /* of a type that can be compared */
        return json_same_scalar(member, member);
    return strcmp(name, "values") == 0 && json_is_array(member) &&
           json_first(member) != NULL;
}

/* `null`, or an object without a member that would be ignored. */
static bool is_usable_wish(const struct json *wish)
{
    if (!json_is_object(wish))
        return json_is_null(wish);
    for (const struct json *member = json_first(wish); member != NULL;
         member = json_next(member))
        if (!is_condition(member))
            return false;
    return true;
}

/* A section that a provider does not know would be ignored, and with it what
 * the administrator relies on; a request that asks for nothing is a mistake,
 * too. */
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
    struct json *claims = parse_request(request);
    bool usable = request[0] == '\0' || is_usable(claims);

    json_free(&claims);
    return usable;
}

bool claims_request_shown(const char *request, const struct json *payload,
                          char *ret_missing, size_t size)
{
    struct json *claims = parse_request(request);
    bool usable = request[0] == '\0' || is_usable(claims);
    const struct json *unmet = find_unmet(claims, payload, is_shown);
    bool shown = usable && unmet == NULL;

    ret_missing[0] = '\0';
    if (!usable)
        text_format(ret_missing, size, "claims");
    else if (unmet != NULL)
        text_format(ret_missing, size, "%s", json_name(unmet));
    json_free(&claims);
    return shown;
}

bool claims_request_contradicted(const char *request,
                                 const struct json *payload)
{
    struct json *claims = parse_request(request);
    bool met = claims != NULL &&
               find_unmet(claims, payload, is_not_contradicted) == NULL;

    json_free(&claims);
    return !met;
}
