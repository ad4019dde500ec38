/* SPDX-License-Identifier: BSD-2-Clause
 *
 * `explain token-response` and `explain device-response`: the answers of
 * the identity provider's two endpoints.
 */

#include "agent/device_response.h"
#include "agent/http_head.h"
#include "agent/token_response.h"
#include "cli/explain.h"
#include "shared/text.h"

#include <string.h>
#include <time.h>

/* For a reader who does not know our words for them; --json is for programs,
 * and has the words alone. */
static const char *const meanings[ANSWER_COUNT] = {
    [ANSWER_MALFORMED] = "not an answer that the protocol allows",
    [ANSWER_OK] = "tokens were issued",
    [ANSWER_CHALLENGE] = "a sign-in with these claims helps",
    [ANSWER_INTERACT] = "a sign-in helps",
    [ANSWER_CONSENT] = "the user or an administrator has to consent",
    [ANSWER_BLOCKED] = "no sign-in at this terminal helps",
    [ANSWER_CONFIG] = "the client or its registration is set up wrongly",
    [ANSWER_THROTTLED] = "the provider wants fewer requests",
    [ANSWER_TRANSIENT] = "the provider is in trouble; try later",
    [ANSWER_PENDING] = "the person has not finished yet",
    [ANSWER_SLOW_DOWN] = "poll 5 seconds slower from now on",
    [ANSWER_DECLINED] = "the person said no",
    [ANSWER_EXPIRED] = "the code is no longer valid",
    [ANSWER_MOVED] = "the endpoint is elsewhere, see the metadata",
};

/* Fill the answer from the question and standard input. */
static void read_answer(struct question *question,
                        struct http_answer *ret_answer)
{
    /* What cannot be read is judged like an answer that broke off. */
    ret_answer->transport = ANSWER_MALFORMED;
    if (explain_read_input(question))
        ret_answer->transport = ANSWER_OK;
    ret_answer->status = question->status;
    ret_answer->body = question->input;
    ret_answer->length = strlen(question->input);
    http_head_read(question->head, time(NULL), ret_answer);
}

/* What was not said is null, as an empty text would be a value. */
static struct json *new_word(const char *word)
{
    if (word[0] == '\0')
        return json_of("null");
    return json_new_text(word);
}

/* The comma-separated numbers as a list. */
static struct json *new_codes(const char *codes)
{
    char text[WORD_SIZE + 2] = "[";

    text_append(text, sizeof(text), "%s]", codes);
    return json_of(text);
}

/* The same answer means something else to a poll, to the redemption of a
 * stored token and to that of a code.  The tokens themselves are not among
 * the facts: what is printed is pasted into reports. */
int explain_token_response(struct question *question, struct json **facts)
{
    static struct token_response response;
    struct http_answer answer = {.status = 0};
    enum token_request request = TOKEN_CODE;

    if (question->status == 0 || (question->device && question->refresh))
        return EXPLAIN_USAGE;
    read_answer(question, &answer);
    if (question->refresh)
        request = TOKEN_REFRESH;
    else if (question->device)
        request = TOKEN_POLL;
    token_response_parse(&answer, request, &response);
    json_build(facts, "class",
               json_new_text(answer_class_word(response.failure.answer)));
    json_build(facts, "claims",
               explain_claims_value(response.failure.demand.claims));
    json_build(facts, "error", new_word(response.failure.error));
    json_build(facts, "suberror", new_word(response.failure.suberror));
    json_build(facts, "codes", new_codes(response.failure.codes));
    json_build(facts, "trace_id", new_word(response.failure.trace));
    json_build(facts, "correlation_id",
               new_word(response.failure.correlation));
    json_build(facts, "retry_after", explain_number(response.retry_after, 0));
    if (!question->json)
        json_build(facts, "meaning",
                   json_new_text(meanings[response.failure.answer]));
    return explain_status(response.failure.answer != ANSWER_MALFORMED);
}

/* Where it cannot be used, its class says what the login would end with. */
int explain_device_response(struct question *question, struct json **facts)
{
    static struct device_response device;
    static struct failure refusal;
    struct http_answer answer = {.status = 0};
    bool good;

    if (question->status == 0)
        return EXPLAIN_USAGE;
    read_answer(question, &answer);
    good = device_response_parse(&answer, &device, &refusal);
    /* The device code is not among them: whoever has it can fetch what the
     * person signs in for (RFC 8628 section 3.4). */
    json_build(facts, "user_code", new_word(device.user_code));
    json_build(facts, "verification_uri", new_word(device.verification_uri));
    json_build(facts, "verification_uri_complete",
               new_word(device.verification_uri_complete));
    json_build(facts, "interval", explain_number(device.interval, 0));
    json_build(facts, "expires_in", explain_number(device.expires_in, 0));
    if (!good)
        json_build(facts, "class",
                   json_new_text(answer_class_word(refusal.answer)));
    return explain_status(good);
}
