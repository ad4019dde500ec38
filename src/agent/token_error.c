/* SPDX-License-Identifier: BSD-2-Clause */

#include "agent/token_error.h"

#include "agent/claims_request.h"
#include "format/json.h"
#include "shared/entra_codes.h"
#include "shared/text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct meaning {
    const char *word;
    enum answer_class answer;
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

static enum answer_class look_up(const struct meaning *meaning,
                                 const char *word)
{
    while (meaning->word != NULL && strcmp(meaning->word, word) != 0)
        meaning++;
    return meaning->answer;
}

enum answer_class token_error_meaning(const char *error)
{
    enum answer_class answer = look_up(fresh_errors, error);

    /* Here it is the person who has said no. */
    if (strcmp(error, "access_denied") == 0)
        return ANSWER_DECLINED;
    if (answer == ANSWER_CHALLENGE)
        return ANSWER_INTERACT;
    return answer;
}

/* What is read of one error. */
struct reading_of_error {
    struct failure *failure;
    unsigned int classes; /* that its parts speak for: a bit for each */
    bool loop;
};

static unsigned int bit(enum answer_class answer)
{
    return 1U << answer;
}

/* All codes count, those that fit are told. */
static void add_code(int64_t code, struct reading_of_error *error)
{
    char *codes = error->failure->codes;
    char number[32] = "";

    if (code <= 0)
        return;
    error->classes |= bit(entra_code_answer(code));
    error->loop = error->loop || code == ENTRA_CLIENT_LOOP;
    if (codes[0] != '\0')
        text_copy(number, sizeof(number), ",");
    text_append(number, sizeof(number), "%" PRId64, code);
    if (strlen(codes) + strlen(number) < WORD_SIZE)
        text_append(codes, WORD_SIZE, "%s", number);
}

/* The numbers of error_codes, else the one that the description starts
 * with; the two may differ. */
static void read_codes(const struct json *body, struct reading_of_error *error)
{
    static const char prefix[] = "AADSTS";
    const struct json *list = json_member(body, "error_codes");
    const struct json *item = NULL;
    const char *text = json_string(json_member(body, "error_description"));
    int64_t code;

    if (json_is_array(list))
        item = json_first(list);
    for (; item != NULL; item = json_next(item))
        if (json_integer(item, &code))
            add_code(code, error);
    if (error->failure->codes[0] == '\0' && text != NULL &&
        strncmp(text, prefix, strlen(prefix)) == 0 &&
        strspn(text + strlen(prefix), "0123456789") <= 10)
        add_code(strtoll(text + strlen(prefix), NULL, 10), error);
}

static void read_word(const struct json *body, const char *name,
                      char ret_word[WORD_SIZE])
{
    const char *word = json_string(json_member(body, name));

    if (word == NULL)
        word = "";
    text_format(ret_word, WORD_SIZE, "%s", word);
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

/* Everything that an error of the provider's can hold; what it leaves out is
 * left empty, and what is no JSON leaves out everything. */
static void read_error(const struct json *body, struct reading_of_error *error)
{
    struct failure *failure = error->failure;

    read_word(body, "error", failure->error);
    read_description(body, failure->description);
    read_word(body, "suberror", failure->suberror);
    read_word(body, "trace_id", failure->trace);
    read_word(body, "correlation_id", failure->correlation);
    read_codes(body, error);
    read_claims(body, failure->demand.claims);
    error->classes |= bit(look_up(suberrors, failure->suberror));
}

/* One of the device flow's own states, else ANSWER_OK.  A block and a loop
 * outrank all of them; Entra tells an expired code by its number, too. */
static enum answer_class judge_device(const struct reading_of_error *error)
{
    if ((error->classes & bit(ANSWER_BLOCKED)) != 0 || error->loop)
        return ANSWER_OK;
    if ((error->classes & bit(ANSWER_EXPIRED)) != 0 &&
        error->failure->error[0] != '\0')
        return ANSWER_EXPIRED;
    return look_up(device_errors, error->failure->error);
}

/* The class of an error that neither the HTTP status nor the state of the
 * device flow has decided. */
static enum answer_class judge_error(const struct reading_of_error *error,
                                     enum token_request request)
{
    static const enum answer_class order[] = {
        ANSWER_BLOCKED, ANSWER_CONFIG, ANSWER_TRANSIENT, ANSWER_CONSENT};
    const struct meaning *meanings = fresh_errors;
    unsigned int classes = error->classes;
    enum answer_class answer;
    bool claims = error->failure->demand.claims[0] != '\0';

    if (request == TOKEN_REFRESH)
        meanings = refresh_errors;
    answer = look_up(meanings, error->failure->error);
    classes |= bit(answer);
    if (answer == ANSWER_TRANSIENT || answer == ANSWER_MALFORMED)
        return answer;
    for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++)
        if ((classes & bit(order[i])) != 0)
            return order[i];
    /* What demands claims and has none asks for any sign-in. */
    if (!claims)
        return ANSWER_INTERACT;
    return answer;
}

/* What the status of an answer without an OAuth error says, or ANSWER_OK. */
static enum answer_class judge_status(long status, enum token_request request)
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
    if (status > 401)
        return ANSWER_TRANSIENT;
    return ANSWER_OK;
}

/*
 * In this order: a state of the device flow; what the HTTP status says of the
 * server, which is asked to wait for in whatever words; what the status says
 * where there is no OAuth error; the error.
 */
static enum answer_class class_of(const struct http_answer *answer,
                                  enum token_request request,
                                  const struct reading_of_error *error)
{
    enum answer_class by_status = http_answer_judge(answer);
    enum answer_class state = ANSWER_OK;

    if (request == TOKEN_POLL)
        state = judge_device(error);
    if (state != ANSWER_OK)
        return state;
    if (by_status == ANSWER_THROTTLED || answer->retry_after > 0 ||
        (error->classes & bit(ANSWER_THROTTLED)) != 0)
        return ANSWER_THROTTLED;
    if (by_status == ANSWER_TRANSIENT)
        return ANSWER_TRANSIENT;
    if (error->failure->error[0] == '\0')
        state = judge_status(answer->status, request);
    if (state != ANSWER_OK)
        return state;
    return judge_error(error, request);
}

void token_error_read(const struct http_answer *answer,
                      enum token_request request, struct failure *ret_failure,
                      bool *ret_loop)
{
    struct reading_of_error error = {.failure = ret_failure};
    struct json *body = NULL;

    *ret_failure = (struct failure){.answer = (int) answer->transport};
    text_copy(ret_failure->reason, WORD_SIZE, answer->reason);
    if (answer->transport == ANSWER_OK) {
        body = json_parse(answer->body, answer->length);
        read_error(body, &error);
        ret_failure->answer = (int) class_of(answer, request, &error);
        json_free(&body);
    }
    *ret_loop = error.loop;
}
