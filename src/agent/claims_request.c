/* SPDX-License-Identifier: BSD-2-Clause */

#include "agent/claims_request.h"

#include "format/base64.h"
#include "shared/text.h"

#include <string.h>

/* The object that the text holds, in the one spelling of json_print(). */
static bool normalise(const char *text, size_t length, char *ret_json,
                      size_t size)
{
    struct json *claims = json_parse_object(text, length);
    bool good = json_print(claims, ret_json, size);

    json_free(&claims);
    return good;
}

/* No base64 begins with a brace, and no object is base64: what it is shows by
 * its first byte. */
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

struct json *claims_request_parse(const char *request)
{
    if (request[0] == '\0')
        return json_of("{}");
    return json_parse_object(request, strlen(request));
}

static bool holds_one_of(const struct json *claim, const struct json *values)
{
    for (const struct json *wanted = json_first(values); wanted != NULL;
         wanted = json_next(wanted))
        if (json_holds(claim, wanted))
            return true;
    return false;
}

/* The claim has what the wish wants it to have (OIDC Core section 5.5.1): the
 * one value, and one of several.  A claim that is a list has each of its
 * elements, as `amr` and Microsoft's `acrs` do. */
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

/*
 * Of what a challenge demanded an ID token may be silent: the resource, or the
 * provider at the next refresh, asks again.  What it says must fit.
 *
 *   claim            says      wish     contradicted
 *   another          any       any      no
 *   acr, acrs        nothing   any      no
 *   acr, acrs        a value   null     no
 *   acr, acrs        a value   object   unless it fits
 *   acr, acrs        a value   other    yes
 */
static bool is_not_contradicted(const struct json *wish,
                                const struct json *payload)
{
    const char *name = json_name(wish);
    const struct json *claim = json_member(payload, name);

    if (strcmp(name, "acr") != 0 && strcmp(name, "acrs") != 0)
        return true;
    if (claim == NULL || json_is_null(claim) || json_is_null(wish))
        return true;
    return json_is_object(wish) && fits(claim, wish);
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
        return json_is_scalar(member);
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
 * the administrator relies on.  *asks becomes true if a claim is asked for. */
static bool is_usable_section(const struct json *section, bool *asks)
{
    static const char known[] = "id_token access_token userinfo";

    if (!json_is_object(section) || !text_has_word(known, json_name(section)))
        return false;
    for (const struct json *wish = json_first(section); wish != NULL;
         wish = json_next(wish)) {
        if (!is_usable_wish(wish))
            return false;
        if (!is_capability(section, wish))
            *asks = true;
    }
    return true;
}

/* The claims are those of the request, parsed.  One that asks for nothing,
 * though it is there, is a mistake. */
static bool is_usable(const char *request, const struct json *claims)
{
    bool asks = false;

    if (request[0] == '\0')
        return true;
    for (const struct json *section = json_first(claims); section != NULL;
         section = json_next(section))
        if (!is_usable_section(section, &asks))
            return false;
    return asks;
}

bool claims_request_is_usable(const char *request)
{
    struct json *claims = claims_request_parse(request);
    bool usable = is_usable(request, claims);

    json_free(&claims);
    return usable;
}

bool claims_request_shown(const char *request, const struct json *payload,
                          char *ret_missing, size_t size)
{
    struct json *claims = claims_request_parse(request);
    bool usable = is_usable(request, claims);
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
    struct json *claims = claims_request_parse(request);
    bool met = claims != NULL &&
               find_unmet(claims, payload, is_not_contradicted) == NULL;

    json_free(&claims);
    return !met;
}
