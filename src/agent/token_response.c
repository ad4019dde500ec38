/* SPDX-License-Identifier: BSD-2-Clause */

#include "agent/token_response.h"

#include "agent/claims_request.h"
#include "agent/entra_codes.h"
#include "agent/json.h"
#include "shared/text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* What the body of an error says; "" where it does not. */
struct facts {
    const char *error;
    const char *suberror;
    unsigned int classes; /* of its codes: a bit for each enum answer */
    bool loop;
};

struct meaning {
    const char *word;
    enum answer answer;
};

/* RFC 6749 section 5.2 and OpenID Connect Core section 3.1.2.6 as far as
 * they are no matter of configuration, which all others are. */
static const struct meaning errors[] = {
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

static bool has_code(const struct facts *facts, enum answer answer)
{
    return (facts->classes & 1U << answer) != 0;
}

/* All codes count, those that fit are told. */
static void add_code(int64_t code, struct facts *facts, char *codes)
{
    char number[32] = "";

    if (code <= 0)
        return;
    facts->classes |= 1U << entra_code_answer(code);
    facts->loop = facts->loop || code == ENTRA_CLIENT_LOOP;
    text_append(number, sizeof(number), "%s%" PRId64,
                codes[0] == '\0' ? "" : ",", code);
    if (strlen(codes) + strlen(number) < WORD_SIZE)
        text_append(codes, WORD_SIZE, "%s", number);
}

/* The numbers of error_codes, else the one that the description starts
 * with; the two may differ. */
static void read_codes(const struct json *body, struct facts *facts,
                       char *ret_codes)
{
    static const char prefix[] = "AADSTS";
    const struct json *list = json_member(body, "error_codes");
    const struct json *item = json_is_array(list) ? json_first(list) : NULL;
    const char *text = json_string(json_member(body, "error_description"));
    int64_t code;

    for (; item != NULL; item = json_next(item))
        if (json_integer(item, &code))
            add_code(code, facts, ret_codes);
    if (ret_codes[0] == '\0' && text != NULL &&
        strncmp(text, prefix, strlen(prefix)) == 0 &&
        strspn(text + strlen(prefix), "0123456789") <= 10)
        add_code(strtoll(text + strlen(prefix), NULL, 10), facts, ret_codes);
}

static const char *word_of(const struct json *body, const char *name)
{
    const char *word = json_string(json_member(body, name));

    return word == NULL ? "" : word;
}

static void show_word(const char *word, char *ret_word)
{
    text_append(ret_word, WORD_SIZE, "%s", word);
    text_make_printable(ret_word);
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

static void read_error(const struct json *body, struct facts *facts,
                       struct token_response *response)
{
    facts->error = word_of(body, "error");
    facts->suberror = word_of(body, "suberror");
    read_codes(body, facts, response->codes);
    response->loop = facts->loop;
    read_claims(body, response->demand.claims);
    show_word(facts->error, response->error);
    show_word(facts->suberror, response->suberror);
    show_word(word_of(body, "trace_id"), response->trace);
    show_word(word_of(body, "correlation_id"), response->correlation);
}

/* A token that the answer may lack. */
static bool read_token(const struct json *token, char *ret_token, size_t size)
{
    const char *text = json_string(token);

    if (token == NULL || json_is_null(token) ||
        (text != NULL && text[0] == '\0'))
        return true;
    return json_text(token, ret_token, size) && text_is_printable(ret_token);
}

/* RFC 6749 section 7.1: a token of a type that is not understood must not
 * be used. */
static bool read_tokens(const struct json *body,
                        struct token_response *response)
{
    const struct json *type = json_member(body, "token_type");

    if (type != NULL && strcasecmp(word_of(body, "token_type"), "Bearer") != 0)
        return false;
    return read_token(json_member(body, "access_token"),
                      response->access_token,
                      sizeof(response->access_token)) &&
           response->access_token[0] != '\0' &&
           read_token(json_member(body, "refresh_token"),
                      response->refresh_token,
                      sizeof(response->refresh_token)) &&
           read_token(json_member(body, "id_token"), response->id_token,
                      sizeof(response->id_token));
}

static bool is_success(const struct json *body, long status)
{
    const struct json *error = json_member(body, "error");

    return status == 200 && (error == NULL || json_is_null(error)) &&
           json_string(json_member(body, "access_token")) != NULL;
}

static bool is_blocked(const struct facts *facts)
{
    return has_code(facts, ANSWER_BLOCKED) ||
           look_up(suberrors, facts->suberror) == ANSWER_BLOCKED;
}

/* One of the device flow's own states, else ANSWER_OK. */
static enum answer judge_device(const struct facts *facts)
{
    if (is_blocked(facts) || facts->loop)
        return ANSWER_OK;
    if (has_code(facts, ANSWER_EXPIRED) && facts->error[0] != '\0')
        return ANSWER_EXPIRED;
    return look_up(device_errors, facts->error);
}

/* The class of an error that neither the HTTP status nor the state of the
 * device flow has decided. */
static enum answer judge_error(const struct facts *facts, bool has_claims)
{
    enum answer answer = look_up(errors, facts->error);

    if (answer == ANSWER_TRANSIENT || answer == ANSWER_MALFORMED)
        return answer;
    if (answer == ANSWER_BLOCKED || is_blocked(facts))
        return ANSWER_BLOCKED;
    if (answer == ANSWER_CONFIG || has_code(facts, ANSWER_CONFIG))
        return ANSWER_CONFIG;
    if (has_code(facts, ANSWER_TRANSIENT))
        return ANSWER_TRANSIENT;
    if (has_code(facts, ANSWER_CONSENT) ||
        look_up(suberrors, facts->suberror) == ANSWER_CONSENT)
        return ANSWER_CONSENT;
    return answer == ANSWER_CHALLENGE && !has_claims ? ANSWER_INTERACT
                                                     : answer;
}

static enum answer judge(const struct http_answer *answer, bool device,
                         const struct facts *facts,
                         const struct token_response *response)
{
    enum answer state = device ? judge_device(facts) : ANSWER_OK;

    if (state != ANSWER_OK)
        return state;
    if (answer->status == 429 || answer->retry_after > 0 ||
        has_code(facts, ANSWER_THROTTLED))
        return ANSWER_THROTTLED;
    if (answer->status == 408 || answer->status >= 500)
        return ANSWER_TRANSIENT;
    return judge_error(facts, response->demand.claims[0] != '\0');
}

void token_response_parse(const struct http_answer *answer, bool device,
                          struct token_response *ret_response)
{
    struct json *body = NULL;
    struct facts facts = {.error = "", .suberror = ""};

    memset(ret_response, 0, sizeof(*ret_response));
    ret_response->demand.max_age = -1;
    ret_response->answer = answer->transport;
    if (answer->transport != ANSWER_OK)
        return;
    if (answer->retry_after > 0)
        ret_response->retry_after = answer->retry_after;
    body = json_parse(answer->body, answer->length);
    if (is_success(body, answer->status)) {
        if (!read_tokens(body, ret_response)) {
            token_response_wipe(ret_response);
            ret_response->demand.max_age = -1;
        }
    } else {
        read_error(body, &facts, ret_response);
        ret_response->answer = judge(answer, device, &facts, ret_response);
    }
    if (ret_response->answer == ANSWER_THROTTLED && !device &&
        ret_response->retry_after == 0)
        ret_response->retry_after = RETRY_AFTER_DEFAULT;
    json_free(&body);
}

void token_response_wipe(struct token_response *response)
{
    explicit_bzero(response, sizeof(*response));
}
