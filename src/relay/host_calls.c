/* SPDX-License-Identifier: BSD-2-Clause */

#include "relay/host_calls.h"

#include "format/json.h"
#include "process/clock.h"
#include "relay/digest.h"
#include "relay/events.h"
#include "relay/guesses.h"
#include "relay/host_answer.h"
#include "relay/turn.h"
#include "relay/waiters.h"
#include "shared/text.h"

#include <string.h>

/* Six digits and nothing but blanks besides (relay: shown as "482 913"). */
static bool read_number(const char *text, char ret_number[NUMBER_SIZE])
{
    size_t length = 0;

    for (; *text != '\0'; text++) {
        if (*text == ' ')
            continue;
        if (*text < '0' || *text > '9' || length == NUMBER_SIZE - 1)
            return false;
        ret_number[length++] = *text;
    }
    ret_number[length] = '\0';
    return length == NUMBER_SIZE - 1;
}

/* {} or {"number": "482913"}; the number is empty where there is none. */
static bool read_question(const struct request *request,
                          char ret_number[NUMBER_SIZE])
{
    struct json *question = json_parse_object(request->body, request->length);
    const struct json *number = json_member(question, "number");
    bool right = question != NULL;

    ret_number[0] = '\0';
    if (number != NULL)
        right = json_string(number) != NULL &&
                read_number(json_string(number), ret_number);
    json_free(&question);
    return right;
}

/* Hosts behind one address translation share what they may guess, which they
 * never have to: what they ask for is what they were told. */
static bool guesses_too_much(struct relay *relay, struct call *call)
{
    int64_t wait =
        guesses_wait(relay->guesses, call->request.address, clock_monotonic());

    if (wait == 0)
        return false;
    event_refused(relay, call, NULL, "guesses");
    call_add_field(call, "Retry-After", "%d", (int) wait);
    host_refuse(call, 429, "guesses", "too many unknown sign-ins were named");
    return true;
}

/* A number that is none costs no try: it is refused before anybody looks at
 * the sign-in. */
void host_result(struct relay *relay, struct call *call, const char *id)
{
    char number[NUMBER_SIZE];

    if (guesses_too_much(relay, call))
        return;
    if (read_question(&call->request, number)) {
        waiter_begin(relay, call, id, number);
        return;
    }
    event_refused(relay, call, NULL, "malformed");
    host_refuse(call, 400, "malformed",
                "send {} or {\"number\": \"six digits\"}");
}

/* Who has the secret may; a sign-in that is over stays as it ended. */
static bool give_up(struct turn *turn)
{
    struct sign_in *sign_in = &turn->sign_in;
    const char *secret = host_bearer(turn->call);
    unsigned char hash[HASH_SIZE];

    digest_sha256(secret, strlen(secret), hash);
    turn->told = TOLD_WRONG;
    if (!digest_same(hash, sign_in->secret, HASH_SIZE))
        return false;
    turn->told = TOLD_GONE;
    if (sign_in->stage == STAGE_GIVEN)
        return false;
    /* What had ended otherwise need not be told any more. */
    turn->told = TOLD_RESULT;
    if (!sign_in_end(sign_in, ENDING_GIVEN_UP, turn->now))
        sign_in->stage = STAGE_GIVEN;
    return true;
}

/* Whoever has no secret learns no more than that. */
static void gave_up(struct turn *turn, enum turn_end how)
{
    struct relay *relay = turn->relay;
    struct call *call = turn->call;

    if (how == TURN_AWAY) {
        call_add_field(call, "Retry-After", "2");
        host_refuse(call, 503, "away", "the store does not answer");
    } else if (how == TURN_UNKNOWN || turn->told == TOLD_GONE) {
        if (how == TURN_UNKNOWN)
            guesses_add(relay->guesses, call->request.address,
                        clock_monotonic());
        event_refused(relay, call, NULL, "unknown");
        host_refuse(call, 404, "unknown", "there is no such sign-in");
    } else if (turn->told == TOLD_WRONG) {
        event_refused(relay, call, NULL, "secret");
        host_refuse(call, 401, "secret", "send the secret of this sign-in");
    } else {
        event_of_end(relay, call, COUNT_GIVEN_UP, &turn->sign_in, NULL);
        call->response.status = 204;
        call_finish(call);
    }
}

/* At the host somebody has pressed Ctrl-C, hung up or run out of time: the
 * page is to say so. */
void host_give_up(struct relay *relay, struct call *call, const char *id)
{
    struct turn *turn;

    if (guesses_too_much(relay, call))
        return;
    turn = turn_new(relay, call);
    if (turn == NULL) {
        host_refuse(call, 503, "away", "there is no memory left");
        return;
    }
    turn->decide = give_up;
    turn->answer = gave_up;
    turn_begin(turn, id);
}
