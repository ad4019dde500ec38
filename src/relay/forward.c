/* SPDX-License-Identifier: BSD-2-Clause */

#include "relay/forward.h"

#include "relay/query.h"
#include "shared/text.h"

#include <string.h>

#define BASE64URL                                                             \
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

enum { CHALLENGE_LENGTH = 43 }; /* of S256 */

enum place {
    REDIRECT_URI,
    CLIENT_ID,
    RESPONSE_TYPE,
    STATE,
    CHALLENGE,
    METHOD,
    MODE,
    REQUEST,
    REQUEST_URI,
    PLACES
};

/* One that a browser and we could read differently is none. */
static bool is_plain(const char *url)
{
    return text_is_printable(url) && strpbrk(url, "#\\ \"<>") == NULL;
}

/* Exactly once, and exactly this. */
static bool is(const struct parameter *parameter, const char *value)
{
    return parameter->times == 1 && strcmp(parameter->value, value) == 0;
}

/* Only what comes back to us, for a client of ours, is forwarded: anything
 * else would make of us an open redirector (RFC 9700 section 4.11). */
static bool is_ours(const struct parameter *parameters,
                    const struct relay_settings *settings)
{
    char callback[URL_SIZE + WORD_SIZE];

    text_format(callback, sizeof(callback), "%s/callback",
                settings->public_url);
    return is(&parameters[REDIRECT_URI], callback) &&
           parameter_is_plain(&parameters[CLIENT_ID]) &&
           text_has_word(settings->client_ids, parameters[CLIENT_ID].value);
}

/* With a challenge the code is of use to nobody but the host that has the
 * verifier (RFC 7636 section 4.2). */
static bool is_challenge(const char *text)
{
    return strlen(text) == CHALLENGE_LENGTH &&
           strspn(text, BASE64URL) == CHALLENGE_LENGTH;
}

/* A request object would win over all that is judged here (RFC 9101 section
 * 6.3). */
static bool is_well_formed(const struct parameter *parameters)
{
    for (size_t i = 0; i < PLACES; i++)
        if (parameters[i].times > 1)
            return false;
    if (parameters[REQUEST].times + parameters[REQUEST_URI].times > 0)
        return false;
    if (parameters[MODE].times == 1 && !is(&parameters[MODE], "query"))
        return false;
    return is(&parameters[RESPONSE_TYPE], "code") &&
           is(&parameters[METHOD], "S256") &&
           parameter_is_plain(&parameters[STATE]) &&
           is_challenge(parameters[CHALLENGE].value);
}

/* Malformed is told before foreign where both fit, and what stands in front of
 * the question mark first of all: nothing of a foreign address is looked into.
 * */
enum forward forward_judge(const char *url,
                           const struct relay_settings *settings,
                           char ret_state[LINE_SIZE])
{
    struct parameter parameters[PLACES] = {
        [REDIRECT_URI] = {.name = "redirect_uri"},
        [CLIENT_ID] = {.name = "client_id"},
        [RESPONSE_TYPE] = {.name = "response_type"},
        [STATE] = {.name = "state"},
        [CHALLENGE] = {.name = "code_challenge"},
        [METHOD] = {.name = "code_challenge_method"},
        [MODE] = {.name = "response_mode"},
        [REQUEST] = {.name = "request"},
        [REQUEST_URI] = {.name = "request_uri"},
    };
    char text[FORWARD_SIZE];
    char *query = text;
    const char *endpoint;

    if (!is_plain(url) || !text_copy(text, sizeof(text), url))
        return FORWARD_MALFORMED;
    endpoint = strsep(&query, "?");
    if (!text_has_word(settings->authorization_endpoints, endpoint))
        return FORWARD_FOREIGN;
    if (query == NULL || !query_read(query, parameters, PLACES) ||
        !is_well_formed(parameters))
        return FORWARD_MALFORMED;
    if (!is_ours(parameters, settings))
        return FORWARD_FOREIGN;
    if (!text_copy(ret_state, LINE_SIZE, parameters[STATE].value))
        return FORWARD_MALFORMED;
    return FORWARD_RIGHT;
}
