/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/sign_in.h"
#include "keeper/binding.h"
#include "keeper/client.h"
#include "keeper/deadline.h"
#include "keeper/dialogue.h"
#include "keeper/invitation.h"
#include "keeper/redemption.h"
#include "shared/entra.h"
#include "shared/text.h"

#include <string.h>
#include <time.h>

enum {
    LEAST_TIME = 30 * 1000, /* ms that a new invitation is worth */
    INVITATIONS = 3,        /* in one attempt */
    ROUNDING = 2,           /* seconds: all times of a token are whole ones */
};

/* Have the agent begin, in the attempt's flow. */
static bool begin(struct attempt *attempt)
{
    static struct sign_in order;

    order.demand = attempt->demand;
    /* Entra has no such parameter. */
    if (attempt->fresh && !entra_is_issuer(attempt->settings.issuer))
        order.demand.max_age = 0;
    order.flow = attempt->flow;
    order.fresh = attempt->fresh;
    text_copy(order.login_hint, NAME_SIZE, attempt->expected);
    text_copy(order.page, LINE_SIZE, screen_page(&attempt->dialogue.screen));
    attempt->listen = attempt->flow == FLOW_CODE && dialogue_is_local(attempt);
    /* An agent listens from its start, or not at all. */
    if (attempt->listen)
        attempt_stop(attempt, &attempt->client);
    if (attempt->since == 0)
        attempt->since = time(NULL) - ROUNDING;
    return client_order(attempt, MESSAGE_SIGN_IN, &order, READING_INVITATION);
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
            if (!client_receive(attempt, READING_SIGNED_IN))
                return false;
            if (attempt->type != MESSAGE_ASK_AGAIN)
                return true;
            alive = dialogue_hear_agent(attempt);
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

/* After an invitation that expired, or led to where the provider no longer
 * is, there is time for another, and somebody who answers a prompt that is
 * still open. */
static bool is_worth_another(struct attempt *attempt, int invitations)
{
    bool outdated = client_is_outdated(attempt);

    if (invitations == INVITATIONS ||
        (attempt->message.failure.answer != ANSWER_EXPIRED && !outdated))
        return false;
    while (attempt->dialogue.asking)
        if (attempt_wait(attempt, &attempt->client, INT64_MAX) != EVENT_REPLY)
            return false;
    return attempt->deadline - deadline_now() >= LEAST_TIME &&
           (!outdated || client_renew(attempt));
}

/* The provider has no device flow for us, or its endpoint is nowhere. */
static bool lacks_device(const struct attempt *attempt)
{
    const struct failure *failure = &attempt->message.failure;

    return attempt->type == MESSAGE_FAILURE &&
           (failure->answer == ANSWER_NO_DEVICE_FLOW ||
            failure->answer == ANSWER_MOVED);
}

/* Let the person sign in and receive what it leads to. */
static bool run_flow(struct attempt *attempt)
{
    const struct failure cause = attempt->facts.failure;
    int invitations = 0;

    attempt->flow =
        attempt->settings.flow == ALLOW_CODE ? FLOW_CODE : FLOW_DEVICE;
    do {
        /* The last invitation's failure is overcome. */
        attempt->facts.failure = cause;
        if (!begin(attempt))
            return false;
        if (attempt->settings.flow == ALLOW_AUTO && lacks_device(attempt)) {
            attempt->flow = FLOW_CODE;
            if (!begin(attempt))
                return false;
        }
        if (attempt->type == MESSAGE_INVITATION &&
            (!invitation_check(attempt, &attempt->message.invitation) ||
             !dialogue_invite(attempt, invitations++ > 0) ||
             !converse(attempt)))
            return false;
        if (attempt->type == MESSAGE_TOKENS)
            return true;
        attempt_failed(attempt);
    } while (is_worth_another(attempt, invitations));
    return false;
}

/* It is the user's, and shown by an ID token. */
static bool identify(struct attempt *attempt)
{
    const struct claims *claims = &attempt->message.tokens.claims;

    if (claims->from_userinfo)
        return attempt_end(attempt, OUTCOME_UNTRUSTED, "id_token_missing");
    return redemption_identify(attempt, claims) == CHECK_MET;
}

/* The stored token may serve the next login: the same person's, and nothing
 * is known against it. */
static bool is_worth_keeping(const struct attempt *attempt)
{
    return identity_is_bound(&attempt->record,
                             &attempt->message.tokens.claims) &&
           !text_has_word("token_refused untrusted identity_changed",
                          attempt->facts.because);
}

/* Whoever was bound meanwhile counts, and the newest token is ours: only it
 * meets the demand.  OUTCOME_WRONG_PERSON and the like end in false. */
static bool keep(struct attempt *attempt, bool *ret_kept)
{
    bool identified;

    /* Without the lock the commit fails, and says so. */
    (void) token_store_lock(&attempt->store, LOCK_WAIT, -1);
    (void) token_store_read(&attempt->store, &attempt->record);
    if (!is_worth_keeping(attempt))
        explicit_bzero(attempt->record.refresh_token, TOKEN_SIZE);
    identified = binding_judge(attempt) && identify(attempt);
    *ret_kept =
        identified && binding_keep(attempt) && redemption_keep(attempt);
    token_store_unlock(&attempt->store);
    return identified;
}

bool sign_in(struct attempt *attempt, bool fresh)
{
    bool kept = false;
    enum check check;

    attempt->fresh = fresh;
    /* What was to be mended is now for the person to mend. */
    attempt->facts.detail[0] = '\0';
    if (!run_flow(attempt) || !keep(attempt, &kept))
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
