/* SPDX-License-Identifier: BSD-2-Clause */

#include "agent/token_response.h"

#include "agent/claims_request.h"
#include "agent/json.h"
#include "shared/entra_codes.h"
#include "shared/text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct meaning {
    const char *word;
    enum answer answer;
};

/* RFC 6749 section 5.2 and OpenID Connect Core section 3.1.2.6 as far as
 * they are no matter of configuration, which all others are. */
static const struct meaning fresh_errors[] = {
    {"temporarily_unavailable", ANSWER_TRANSIENT},
    {"server_error", ANSWER_TRANSIENT},
    {"request_timeout", ANSWER_TRANSIENT},
    {"access_denied", ANSWER_BLOCKED},
    {"unmet_authentication_requirements", ANSWER_BLOCKED},
    {"consent_required", ANSWER_CONSENT},
    {"interaction_required", ANSWER_CHALLENGE},
    {"invalid_grant", ANSWER_CHALLENGE},
    {"login_required", ANSWER_INTERACT},
    {"bad_token", ANSWER_INTERACT},
    {"", ANSWER_MALFORMED},
    {NULL, ANSWER_CONFIG},
};

/* Of a stored token, as far as its replacement would not help; and what may
 * come with claims. */
static const struct meaning refresh_errors[] = {
    {"invalid_client", ANSWER_CONFIG},
    {"unauthorized_client", ANSWER_CONFIG},
    {"temporarily_unavailable", ANSWER_TRANSIENT},
    {"server_error", ANSWER_TRANSIENT},
    {"request_timeout", ANSWER_TRANSIENT},
    {"consent_required", ANSWER_CONSENT},
    {"interaction_required", ANSWER_CHALLENGE},
    {"invalid_grant", ANSWER_CHALLENGE},
    {NULL, ANSWER_INTERACT},
};

static const struct meaning suberrors[] = {
    {"message_only", ANSWER_BLOCKED},
    {"protection_policy_required", ANSWER_BLOCKED},
    {"device_authentication_failed", ANSWER_BLOCKED},
    {"consent_required", ANSWER_CONSENT},
    {NULL, ANSWER_OK},
};

/* RFC 8628 section 3.5, and the words of Microsoft Entra. */
static const struct meaning device_errors[] = {
    {"authorization_pending", ANSWER_PENDING},
    {"slow_down", ANSWER_SLOW_DOWN},
    {"authorization_declined", ANSWER_DECLINED},
    {"access_denied", ANSWER_DECLINED},
    {"expired_token", ANSWER_EXPIRED},
    {"code_expired", ANSWER_EXPIRED},
    {"bad_verification_code", ANSWER_EXPIRED},
    {NULL, ANSWER_OK},
};

static enum answer look_up(const struct meaning *meaning, const char *word)
{
    while (meaning->word != NULL && strcmp(meaning->word, word) != 0)
        meaning++;
    return meaning->answer;
}

enum answer token_response_meaning(const char *error)
{
    enum answer answer = strcmp(error, "access_denied") == 0
                             ? ANSWER_DECLINED
                             : look_up(fresh_errors, error);

    return answer == ANSWER_CHALLENGE ? ANSWER_INTERACT : answer;
}

/* Classes that the parts of an error speak for: a bit for each. */
static unsigned int bit(enum answer answer)
{
    return 1U << answer;
}

/* All codes count, those that fit are told. */
static void add_code(int64_t code, unsigned int *classes,
                     struct token_response *response)
{
    char *codes = response->failure.codes;
    char number[32];

    if (code <= 0)
        return;
    *classes |= bit(entra_code_answer(code));
    response->loop = response->loop || code == ENTRA_CLIENT_LOOP;
    text_format(number, sizeof(number), "%s%" PRId64,
                codes[0] == '\0' ? "" : ",", code);
    if (strlen(codes) + strlen(number) < WORD_SIZE)
        text_append(codes, WORD_SIZE, "%s", number);
}

/* The numbers of error_codes, else the one that the description starts
 * with; the two may differ. */
static void read_codes(const struct json *body, unsigned int *classes,
                       struct token_response *response)
{
    static const char prefix[] = "AADSTS";
    const struct json *list = json_member(body, "error_codes");
    const struct json *item = json_is_array(list) ? json_first(list) : NULL;
    const char *text = json_string(json_member(body, "error_description"));
    int64_t code;

    for (; item != NULL; item = json_next(item))
        if (json_integer(item, &code))
            add_code(code, classes, response);
    if (response->failure.codes[0] == '\0' && text != NULL &&
        strncmp(text, prefix, strlen(prefix)) == 0 &&
        strspn(text + strlen(prefix), "0123456789") <= 10)
        add_code(strtoll(text + strlen(prefix), NULL, 10), classes, response);
}

static void read_word(const struct json *body, const char *name,
                      char ret_word[WORD_SIZE])
{
    const char *word = json_string(json_member(body, name));

    text_format(ret_word, WORD_SIZE, "%s", word == NULL ? "" : word);
    text_make_printable(ret_word);
}

/* The first line of the provider's words, cut off where it is longer. */
static void read_description(const struct json *body, char *ret_text)
{
    const char *text = json_string(json_member(body, "error_description"));

    if (text == NULL)
        return;
    text_format(ret_text, NAME_SIZE, "%.*s", (int) strcspn(text, "\r\n"),
                text);
    text_make_printable(ret_text);
}

/* Only JSON: what a resource may send in base64, a token endpoint sends as
 * a string of JSON or, some of them, as an object. */
static void read_claims(const struct json *body, char *ret_claims)
{
    const struct json *claims = json_member(body, "claims");
    const char *text = json_string(claims);

    if (json_is_object(claims))
        json_print(claims, ret_claims, CLAIMS_REQUEST_MAX + 1);
    else if (text != NULL && text[strspn(text, " \t\r\n")] == '{')
        claims_request_decode(text, ret_claims, CLAIMS_SIZE);
}

/* Returns the classes that codes and suberror speak for. */
static unsigned int read_error(const struct json *body,
                               struct token_response *response)
{
    unsigned int classes = 0;

    read_word(body, "error", response->failure.error);
    read_description(body, response->failure.description);
    read_word(body, "suberror", response->failure.suberror);
    read_word(body, "trace_id", response->failure.trace);
    read_word(body, "correlation_id", response->failure.correlation);
    read_codes(body, &classes, response);
    read_claims(body, response->failure.demand.claims);
    return classes | bit(look_up(suberrors, response->failure.suberror));
}

/* A token that the answer may lack. */
static bool read_token(const struct json *token, char *ret_token, size_t size)
{
    return json_is_absent(token) || json_printable(token, ret_token, size);
}

/* One that is longer than what can be passed on is left out: only the resource
 * and the userinfo endpoint need it. */
static bool read_access_token(const struct json *token, char *ret_token)
{
    const char *text = json_string(token);

    if (text == NULL || !text_is_printable(text))
        return false;
    (void) text_copy(ret_token, TOKEN_SIZE, text);
    return true;
}

/* RFC 6749 section 7.1: a token of a type that is not understood must not
 * be used. */
static bool read_tokens(const struct json *body,
                        struct token_response *response)
{
    const struct json *type = json_member(body, "token_type");
    const char *name = json_string(type);

    return (json_is_absent(type) ||
            (name != NULL && strcasecmp(name, "Bearer") == 0)) &&
           read_access_token(json_member(body, "access_token"),
                             response->access_token) &&
           read_token(json_member(body, "refresh_token"),
                      response->refresh_token, TOKEN_SIZE) &&
           read_token(json_member(body, "id_token"), response->id_token,
                      ID_TOKEN_SIZE);
}

static bool is_success(const struct json *body, long status)
{
    return status == 200 && json_is_absent(json_member(body, "error")) &&
           json_string(json_member(body, "access_token")) != NULL;
}

/* One of the device flow's own states, else ANSWER_OK. */
static enum answer judge_device(const struct token_response *response,
                                unsigned int classes)
{
    if (classes & bit(ANSWER_BLOCKED) || response->loop)
        return ANSWER_OK;
    if (classes & bit(ANSWER_EXPIRED) && response->failure.error[0] != '\0')
        return ANSWER_EXPIRED;
    return look_up(device_errors, response->failure.error);
}

/* The class of an error that neither the HTTP status nor the state of the
 * device flow has decided. */
static enum answer judge_error(const struct token_response *response,
                               enum token_request request,
                               unsigned int classes)
{
    static const enum answer order[] = {ANSWER_BLOCKED, ANSWER_CONFIG,
                                        ANSWER_TRANSIENT, ANSWER_CONSENT};
    enum answer answer =
        look_up(request == TOKEN_REFRESH ? refresh_errors : fresh_errors,
                response->failure.error);

    if (answer == ANSWER_TRANSIENT || answer == ANSWER_MALFORMED)
        return answer;
    classes |= bit(answer);
    for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++)
        if (classes & bit(order[i]))
            return order[i];
    return response->failure.demand.claims[0] == '\0' ? ANSWER_INTERACT
                                                      : answer;
}

/* What the status of an answer without an OAuth error says, or ANSWER_OK. */
static enum answer judge_status(long status, enum token_request request)
{
    /* They speak of the size of the request, so of the stored token: only
     * another one mends that (RFC 9110 section 15.5, RFC 6585 section 5). */
    if (request == TOKEN_REFRESH &&
        (status == 413 || status == 414 || status == 431))
        return ANSWER_INTERACT;
    if (status < 400)
        return ANSWER_MALFORMED;
    if (status == 404 || status == 405)
        return ANSWER_MOVED;
    return status > 401 ? ANSWER_TRANSIENT : ANSWER_OK;
}

static enum answer judge(const struct http_answer *answer,
                         enum token_request request,
                         const struct token_response *response,
                         unsigned int classes)
{
    enum answer state = ANSWER_OK;

    if (request == TOKEN_POLL)
        state = judge_device(response, classes);
    if (state != ANSWER_OK)
        return state;
    if (answer->status == 429 || answer->retry_after > 0 ||
        classes & bit(ANSWER_THROTTLED))
        return ANSWER_THROTTLED;
    if (answer->status == 408 || answer->status >= 500)
        return ANSWER_TRANSIENT;
    if (response->failure.error[0] == '\0')
        state = judge_status(answer->status, request);
    return state != ANSWER_OK ? state
                              : judge_error(response, request, classes);
}

void token_response_parse(const struct http_answer *answer,
                          enum token_request request,
                          struct token_response *ret_response)
{
    struct json *body = NULL;

    memset(ret_response, 0, sizeof(*ret_response));
    token_response_refuse(ret_response, answer->transport, answer->reason);
    if (answer->transport != ANSWER_OK)
        return;
    if (answer->retry_after > 0)
        ret_response->retry_after = answer->retry_after;
    body = json_parse(answer->body, answer->length);
    if (!is_success(body, answer->status)) {
        unsigned int classes = read_error(body, ret_response);

        ret_response->failure.answer =
            judge(answer, request, ret_response, classes);
    } else if (!read_tokens(body, ret_response)) {
        explicit_bzero(ret_response, sizeof(*ret_response));
    }
    if (ret_response->failure.answer == ANSWER_THROTTLED &&
        request != TOKEN_POLL && ret_response->retry_after == 0)
        ret_response->retry_after = RETRY_AFTER_DEFAULT;
    json_free(&body);
}

void token_response_refuse(struct token_response *response, enum answer answer,
                           const char *reason)
{
    response->failure.answer = (int) answer;
    text_copy(response->failure.reason, WORD_SIZE, reason);
}
