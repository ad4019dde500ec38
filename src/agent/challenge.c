/* SPDX-License-Identifier: BSD-2-Clause */

#include "agent/challenge.h"

#include "agent/claims_request.h"
#include "shared/text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define ALPHANUMERIC                                                          \
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

struct parser {
    const char *at;
    char *out; /* where the next text goes */
    bool open; /* parameters belong to `current`, else they are left out */
    struct challenge current;
    struct challenges *result;
};

static size_t token_length(const char *text)
{
    return strspn(text, "!#$%&'*+-.^_`|~" ALPHANUMERIC);
}

static const char *skip_blanks(const char *text)
{
    return text + strspn(text, " \t");
}

/* A list element ends here (RFC 9110 section 5.6.1). */
static bool is_end(const char *text)
{
    return *text == ',' || *text == '\0';
}

/* A token and "=" come next: RFC 9110 section 11.2, which lets blanks stand
 * around the sign. */
static bool is_parameter(const char *text)
{
    size_t length = token_length(text);

    return length > 0 && *skip_blanks(text + length) == '=';
}

/* The length of a URI that stands where a token should; 0 for none. */
static size_t uri_length(const char *text)
{
    size_t length = token_length(text);

    if (length == 0 || strncmp(text + length, "://", 3) != 0)
        return 0;
    while (text[length] > ' ' && text[length] <= '~' && text[length] != ',' &&
           text[length] != '"')
        length++;
    return length;
}

/* The length of a token68 (RFC 9110 section 11.2) that fills the element; 0
 * for none.  `a=` is one, and `a=b` begins like one: only the end tells. */
static size_t token68_length(const char *text)
{
    size_t length = strspn(text, "-._~+/" ALPHANUMERIC);

    if (length == 0)
        return 0;
    length += strspn(text + length, "=");
    if (!is_end(skip_blanks(text + length)))
        return 0;
    return length;
}

/* Copy what comes next, as a text of its own. */
static const char *take_text(struct parser *parser, size_t length)
{
    const char *text = parser->out;

    memcpy(parser->out, parser->at, length);
    parser->out[length] = '\0';
    parser->out += length + 1;
    parser->at += length;
    return text;
}

/* RFC 9110 section 5.6.4.  NULL for a quoted-string without end or with
 * control characters, which have no place in one. */
static const char *take_quoted(struct parser *parser)
{
    const char *text = parser->out;

    for (parser->at++; *parser->at != '"'; parser->at++) {
        if (*parser->at == '\\')
            parser->at++;
        if (*parser->at != '\t' && iscntrl((unsigned char) *parser->at))
            return NULL;
        *parser->out++ = *parser->at;
    }
    parser->at++;
    *parser->out++ = '\0';
    return text;
}

/* What comes after the first CHALLENGE_MAX is left out. */
static void finish_current(struct parser *parser)
{
    struct challenges *result = parser->result;

    if (parser->open && result->count < CHALLENGE_MAX)
        result->list[result->count++] = parser->current;
    parser->open = false;
}

/* Leave the current challenge out, and go to the end of the list element
 * that `at` is in.  A comma within quotes ends none: what is quoted must not
 * become a challenge of its own. */
static void break_current(struct parser *parser, const char *at)
{
    bool quoted = false;

    parser->open = false;
    for (; *at != '\0' && (quoted || *at != ','); at++)
        if (*at == '"')
            quoted = !quoted;
        else if (quoted && *at == '\\' && at[1] != '\0')
            at++;
    parser->at = at;
}

/* Names are compared without case (RFC 9110 section 11.2). */
static const char *find_parameter(const struct challenge *challenge,
                                  const char *name)
{
    for (size_t i = 0; i < challenge->count; i++)
        if (strcasecmp(challenge->parameters[i].name, name) == 0)
            return challenge->parameters[i].value;
    return NULL;
}

/* False for one that makes the challenge unusable: RFC 9110 section 11.2 lets
 * a name stand once, and two readers could each believe another one. */
static bool add_parameter(struct challenge *challenge, const char *name,
                          const char *value)
{
    if (challenge->token68 != NULL ||
        challenge->count == CHALLENGE_PARAMETER_MAX ||
        find_parameter(challenge, name) != NULL)
        return false;
    challenge->parameters[challenge->count++] =
        (struct challenge_parameter){name, value};
    return true;
}

/* One parameter.  Azure Storage sends URIs without quotes, and then blanks
 * in the place of the comma. */
static bool take_parameter(struct parser *parser)
{
    const char *name = take_text(parser, token_length(parser->at));
    const char *value = NULL;
    size_t uri;

    parser->at = skip_blanks(parser->at) + strlen("=");
    parser->at = skip_blanks(parser->at);
    uri = uri_length(parser->at);
    if (*parser->at == '"')
        value = take_quoted(parser);
    else if (uri > 0)
        value = take_text(parser, uri);
    else if (token_length(parser->at) > 0)
        value = take_text(parser, token_length(parser->at));
    if (value == NULL)
        return false;
    if (!add_parameter(&parser->current, name, value))
        return false;
    parser->at = skip_blanks(parser->at);
    return is_end(parser->at) || (uri > 0 && is_parameter(parser->at));
}

/* All parameters of one list element: more than one where blanks part them.
 * Those of a challenge that is left out are left out with it. */
static void take_parameters(struct parser *parser)
{
    do {
        const char *start = parser->at;
        bool taken = parser->open && take_parameter(parser);

        if (!taken) {
            break_current(parser, start);
            return;
        }
    } while (!is_end(parser->at));
}

/* A new scheme (RFC 9110 section 11.3), with a token68, with parameters or
 * with nothing.  One with anything else is left out, and so is what belongs
 * to it. */
static void take_challenge(struct parser *parser)
{
    struct challenge challenge = {
        .scheme = take_text(parser, token_length(parser->at))};
    bool separated = *parser->at == ' ';
    size_t length;

    finish_current(parser);
    parser->current = challenge;
    parser->open = true;
    parser->at = skip_blanks(parser->at);
    length = token68_length(parser->at);
    if (is_end(parser->at))
        return;
    if (separated && length > 0) {
        parser->current.token68 = take_text(parser, length);
        parser->at = skip_blanks(parser->at);
    } else if (separated && is_parameter(parser->at)) {
        take_parameters(parser);
    } else {
        break_current(parser, parser->at);
    }
}

/* A comma parts challenges as it parts parameters: only what follows tells
 * which it was. */
static void parse_line(struct parser *parser)
{
    while (*parser->at != '\0') {
        parser->at += strspn(parser->at, " \t,");
        if (is_parameter(parser->at))
            take_parameters(parser);
        else if (*parser->at != '\0')
            take_challenge(parser);
    }
}

struct challenges *challenges_parse(const char *const *lines, size_t count)
{
    struct parser parser = {.open = false};
    size_t size = 0;

    /* Each text is followed in its line by a byte that is not copied, but
     * for the last one. */
    for (size_t i = 0; i < count; i++)
        size += strlen(lines[i]) + 1;
    parser.result = calloc(1, sizeof(*parser.result) + size);
    if (parser.result == NULL)
        return NULL;
    parser.out = parser.result->text;
    for (size_t i = 0; i < count; i++) {
        parser.at = lines[i];
        parse_line(&parser);
    }
    finish_current(&parser);
    return parser.result;
}

/* The JSON text of a claims challenge, empty if it is none; false if it is
 * one that cannot be read.  Microsoft's challenges of Conditional Access are
 * told by their error: `claims` beside another one demands nothing. */
static bool read_claims(const struct challenge *challenge, char *ret_claims,
                        size_t size)
{
    const char *error = find_parameter(challenge, "error");
    const char *claims = find_parameter(challenge, "claims");

    ret_claims[0] = '\0';
    if (strcasecmp(challenge->scheme, "Bearer") != 0 || error == NULL ||
        claims == NULL || strcmp(error, "insufficient_claims") != 0)
        return true;
    return claims_request_decode(claims, ret_claims, size);
}

/* RFC 9470 section 3: a non-negative integer; -1 for anything else.  Fifteen
 * digits are more than any clock counts, and leave room for sums. */
static int64_t read_max_age(const char *value)
{
    size_t length;

    if (value == NULL)
        return -1;
    length = strspn(value, "0123456789");
    if (length == 0 || length > 15 || value[length] != '\0')
        return -1;
    return strtoll(value, NULL, 10);
}

/* RFC 9470 section 3: false where nothing is demanded that a sign-in could
 * be asked for. */
static bool read_step_up(const struct challenge *challenge,
                         struct demand *demand)
{
    const char *error = find_parameter(challenge, "error");
    const char *acr_values = find_parameter(challenge, "acr_values");

    if (error == NULL ||
        strcmp(error, "insufficient_user_authentication") != 0)
        return false;
    if (acr_values != NULL && text_is_printable(acr_values) &&
        acr_values[strspn(acr_values, " ")] != '\0')
        text_copy(demand->acr_values, sizeof(demand->acr_values), acr_values);
    demand->max_age = read_max_age(find_parameter(challenge, "max_age"));
    return demand->acr_values[0] != '\0' || demand->max_age >= 0;
}

/* The first claims challenge and the first step-up challenge count, and may be
 * one and the same.  One that is there and cannot be read is no reason to ask
 * for less, so that nothing is asked for. */
enum answer_class challenges_demand(const struct challenges *challenges,
                                    long status, struct demand *ret_demand)
{
    struct demand demand = {.max_age = -1};
    bool step_up = false;

    *ret_demand = demand;
    if (challenges == NULL || status != 401)
        return ANSWER_MALFORMED;
    for (size_t i = 0; i < challenges->count; i++) {
        const struct challenge *challenge = &challenges->list[i];

        if (demand.claims[0] == '\0' &&
            !read_claims(challenge, demand.claims, sizeof(demand.claims)))
            return ANSWER_MALFORMED;
        if (!step_up)
            step_up = read_step_up(challenge, &demand);
    }
    if (demand.claims[0] == '\0' && !step_up)
        return ANSWER_INTERACT;
    *ret_demand = demand;
    return ANSWER_CHALLENGE;
}
