/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/sign_in.h"
#include "keeper/binding.h"
#include "keeper/deadline.h"
#include "keeper/dialogue.h"
#include "keeper/redemption.h"
#include "shared/text.h"

#include <string.h>

enum {
    LEAST_TIME = 30 * 1000, /* ms that a new invitation is worth */
    INVITATIONS = 3,        /* in one attempt */
};

/* Have the agent begin, in the attempt's flow. */
static bool begin(struct attempt *attempt, bool fresh)
{
    static struct sign_in order;

    order.demand = attempt->demand;
    order.flow = attempt->flow;
    order.fresh = fresh;
    text_copy(order.login_hint, NAME_SIZE, attempt->expected);
    text_copy(order.page, LINE_SIZE, screen_page(&attempt->dialogue.screen));
    attempt->listen = attempt->flow == FLOW_CODE && dialogue_is_local(attempt);
    /* An agent listens from its start, or not at all. */
    if (attempt->listen)
        attempt_stop(attempt, &attempt->client);
    return redemption_order(attempt, MESSAGE_SIGN_IN, &order,
                            READING_INVITATION);
}

/* Talk to the person until the agent's answer is final. */
static bool converse(struct attempt *attempt)
{
    const struct dialogue *dialogue = &attempt->dialogue;
    bool alive = true;

    while (alive) {
        switch (attempt_wait(attempt, &attempt->client,
                             dialogue->asking || dialogue->occasion.paste
                                 ? INT64_MAX
                                 : dialogue->remind)) {
        case EVENT_AGENT:
            if (!redemption_receive(attempt, READING_SIGNED_IN))
                return false;
            if (attempt->type != MESSAGE_ASK_AGAIN)
                return true;
            alive = dialogue->asking
                        ? attempt_end(attempt, OUTCOME_UNTRUSTED, "agent")
                        : dialogue_ask_again(attempt);
            break;
        case EVENT_REPLY:
            alive = dialogue_hear(attempt);
            break;
        case EVENT_TIME:
            alive = dialogue_remind(attempt);
            break;
        case EVENT_END:
            return false;
        }
    }
    return false;
}

/* After an invitation that expired there is time for another, and somebody
 * who answers a prompt that is still open. */
static bool is_worth_another(struct attempt *attempt, int invitations)
{
    if (attempt->message.failure.answer != ANSWER_EXPIRED ||
        invitations == INVITATIONS)
        return false;
    while (attempt->dialogue.asking)
        if (attempt_wait(attempt, &attempt->client, INT64_MAX) != EVENT_REPLY)
            return false;
    return attempt->deadline - deadline_now() >= LEAST_TIME;
}

/* Let the person sign in and receive what it leads to. */
static bool run_flow(struct attempt *attempt, bool fresh)
{
    int invitations = 0;

    attempt->flow =
        attempt->settings.flow == ALLOW_CODE ? FLOW_CODE : FLOW_DEVICE;
    do {
        if (!begin(attempt, fresh))
            return false;
        if (attempt->type == MESSAGE_FAILURE &&
            attempt->message.failure.answer == ANSWER_NO_DEVICE_FLOW &&
            attempt->settings.flow == ALLOW_AUTO) {
            attempt->flow = FLOW_CODE;
            if (!begin(attempt, fresh))
                return false;
        }
        if (attempt->type == MESSAGE_INVITATION &&
            (!dialogue_invite(attempt, invitations++ > 0) ||
             !converse(attempt)))
            return false;
        if (attempt->type == MESSAGE_TOKENS)
            return true;
        attempt_failed(attempt);
    } while (is_worth_another(attempt, invitations));
    return false;
}

/* Whoever was bound meanwhile counts, and the newest token is ours: only it
 * meets the demand.  OUTCOME_WRONG_PERSON and the like end in false. */
static bool keep(struct attempt *attempt, bool *ret_kept)
{
    bool identified;

    /* Without the lock the commit fails, and says so. */
    (void) token_store_lock(&attempt->store, LOCK_WAIT);
    (void) token_store_read(&attempt->store, &attempt->record);
    explicit_bzero(attempt->record.refresh_token, TOKEN_SIZE);
    identified =
        binding_judge(attempt) && redemption_identify(attempt) == CHECK_MET;
    *ret_kept =
        identified && binding_keep(attempt) && redemption_keep(attempt);
    token_store_unlock(&attempt->store);
    return identified;
}

bool sign_in(struct attempt *attempt, bool fresh)
{
    bool kept = false;
    enum check check;

    if (!run_flow(attempt, fresh) || !keep(attempt, &kept))
        return false;
    attempt->demand = (struct demand){.max_age = -1};
    check = redemption_prove(attempt);
    /* A resource's challenge that the sign-in could not know of may still be
     * met by a refresh. */
    if (check == CHECK_CHALLENGED && kept)
        check = redemption_refresh(attempt);
    /* Whatever is still asked for was asked for after the one round. */
    if (check == CHECK_CHALLENGED || check == CHECK_PERSON)
        attempt->outcome = OUTCOME_NOT_MET;
    return check == CHECK_MET;
}
