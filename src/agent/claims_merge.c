/* SPDX-License-Identifier: BSD-2-Clause */

#include "agent/claims_merge.h"

#include "agent/claims_request.h"
#include "shared/text.h"

#include <string.h>

/*
 * A request is an object of sections (`id_token`, `access_token`, `userinfo`),
 * each an object of wishes, one for a claim (OIDC Core section 5.5).  Each
 * kind has a function that joins two objects of it, the upper one over the
 * lower; NULL without memory.
 */

/* NULL for no value, which is one for lack of memory. */
static struct json *wrap(const char *name, struct json *value)
{
    struct json *object = json_of("{}");

    json_build(&object, name, value);
    return object;
}

/* The elements of both lists, each once. */
static struct json *unite_lists(const struct json *lower,
                                const struct json *upper)
{
    struct json *both = json_copy(lower);

    for (const struct json *item = json_first(upper); item != NULL;
         item = json_next(item))
        if (!json_holds(both, item))
            json_build(&both, NULL, json_copy(item));
    return both;
}

/*
 * Two members with one name.  `null` asks for a claim without conditions,
 * so it never replaces an object that has some.
 *
 *   lower    upper    named    both
 *   object   object   any      joined
 *   object   null     any      the lower one
 *   list     list     values   their elements
 *   any      any      any      the upper one, else
 */
static struct json *join_members(
    const struct json *lower, const struct json *upper,
    struct json *(*join_objects)(const struct json *lower,
                                 const struct json *upper))
{
    bool lists = json_is_array(lower) && json_is_array(upper);

    if (json_is_object(lower) && json_is_object(upper))
        return join_objects(lower, upper);
    if (json_is_object(lower) && json_is_null(upper))
        return json_copy(lower);
    if (lists && strcmp(json_name(upper), "values") == 0)
        return unite_lists(lower, upper);
    return json_copy(upper);
}

/* The members of both objects.  Those that are in both, and are objects
 * themselves, are joined as their kind is. */
static struct json *join_each(
    const struct json *lower, const struct json *upper,
    struct json *(*join_objects)(const struct json *lower,
                                 const struct json *upper))
{
    struct json *both = json_copy(lower);

    for (const struct json *member = json_first(upper);
         member != NULL && both != NULL; member = json_next(member)) {
        const char *name = json_name(member);
        const struct json *old = json_member(lower, name);
        struct json *joined;

        if (old == NULL)
            joined = json_copy(member);
        else
            joined = join_members(old, member, join_objects);
        json_build(&both, name, joined);
    }
    return both;
}

/* Objects of any kind: whatever one of them has, down to the last member. */
static struct json *unite(const struct json *lower, const struct json *upper)
{
    return join_each(lower, upper, unite);
}

/* Put `upper`, which is freed, over *base; NULL without memory. */
static void put_over(struct json **base, struct json *upper,
                     struct json *(*join_both)(const struct json *lower,
                                               const struct json *upper))
{
    struct json *both = NULL;

    if (upper != NULL)
        both = join_both(*base, upper);
    json_free(base);
    json_free(&upper);
    *base = both;
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

static bool has_condition(const struct json *wish)
{
    return json_member(wish, "value") != NULL ||
           json_member(wish, "values") != NULL;
}

/* Both name values of the claim, and not one and the same. */
static bool differ(const struct json *required, const struct json *demanded)
{
    return has_condition(required) && has_condition(demanded) &&
           !json_same_scalar(json_member(required, "value"),
                             json_member(demanded, "value"));
}

static bool is_essential(const struct json *wish)
{
    return json_is_true(json_member(wish, "essential"));
}

/*
 * The demand may add to what is required of a claim, never lessen it.
 *
 *   required   demanded   the claim has to have
 *   nothing    nothing    any value
 *   values     nothing    what is required
 *   nothing    values     what is demanded
 *   values     values     what both accept, or else what is required
 *
 * It is essential if one of them says so.
 */
static struct json *join_wishes(const struct json *required,
                                const struct json *demanded)
{
    struct json *wish = unite(required, demanded);

    if (differ(required, demanded)) {
        json_drop(wish, "value");
        json_drop(wish, "values");
        put_over(&wish, narrow(required, demanded), unite);
    }
    if (is_essential(required) || is_essential(demanded))
        json_build(&wish, "essential", json_of("true"));
    return wish;
}

static struct json *join_sections(const struct json *required,
                                  const struct json *demanded)
{
    return join_each(required, demanded, join_wishes);
}

static struct json *join_requests(const struct json *required,
                                  const struct json *demanded)
{
    return join_each(required, demanded, join_sections);
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
static bool add_layer(struct json **base, struct json *upper,
                      struct json *(*join_both)(const struct json *lower,
                                                const struct json *upper))
{
    const struct json *member = json_member(upper, "access_token");

    if (member != NULL && !json_is_null(member) && !json_is_object(member))
        json_free(&upper);
    put_over(base, upper, join_both);
    return *base != NULL;
}

bool claims_merge(const struct demand *required, const struct demand *demand,
                  const char *capabilities, char *ret_json, size_t size)
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
    good = add_layer(&merged, claims_request_parse(required->claims),
                     join_requests) &&
           add_layer(&merged, claims_request_parse(demand->claims),
                     join_requests);
    /* Capabilities add up: nothing that is demanded of xms_cc takes one of
     * them back. */
    while (good && text_next_word(&capabilities, word, sizeof(word)))
        good = add_layer(&merged, capability_request(word), unite);
    good = good && json_print(merged, ret_json, size);
    json_free(&merged);
    return good;
}
