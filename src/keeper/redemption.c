/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/redemption.h"
#include "keeper/client.h"
#include "keeper/dialogue.h"
#include "keeper/event.h"
#include "keeper/success.h"
#include "process/clock.h"
#include "shared/text.h"

#include <errno.h>
#include <string.h>

enum { MARGIN = 2000 /* ms, to commit what was redeemed */ };

struct result redemption_is_of_use(const struct context *context,
                                   struct ports *ports,
                                   struct progress *progress)
{
    (void) ports;
    (void) progress;
    if (context->silent || context->settings.resource_url[0] != '\0')
        return result_of(CAME_PASSED);
    return result_of(CAME_PERSON);
}

bool redemption_keep(struct token_store *store, struct record *record,
                     const struct tokens *tokens, struct remarks *remarks)
{
    char remark[LINE_SIZE];

    /* No new refresh token: the old one stays good (RFC 6749 section 6). */
    if (tokens->refresh_token[0] != '\0')
        text_copy(record->refresh_token, TOKEN_SIZE, tokens->refresh_token);
    if (token_store_commit(store, record))
        return true;
    text_format(remark, LINE_SIZE, "token not kept in %s: %s",
                store->directory, strerror(errno));
    remarks_note(remarks, "token_not_kept", remark);
    return false;
}

/* A stored token that the provider does not take: the person can mend that,
 * unless it is no matter of the token. */
static enum came judge_refusal(const struct failure *failure,
                               struct ending *ret_ending)
{
    /* How it ends if nobody can be asked. */
    ending_fail(ret_ending, failure);
    switch (failure->answer) {
    case ANSWER_BLOCKED:
    case ANSWER_CONFIG:
    case ANSWER_MOVED:
    case ANSWER_THROTTLED:
    case ANSWER_TRANSIENT:
        return CAME_ENDED;
    case ANSWER_CHALLENGE:
    case ANSWER_CONSENT:
        return ending_need(ret_ending, "challenge");
    case ANSWER_MALFORMED:
    case ANSWER_UNTRUSTED:
        return ending_need(ret_ending, "untrusted");
    default:
        break;
    }
    if (strcmp(failure->reason, "id_token_missing") == 0)
        return ending_need(ret_ending, "id_token_missing");
    return ending_need(ret_ending, "token_refused");
}

/* The stored token is somebody else's: it must not be redeemed again.  Who
 * is bound stays so. */
static enum came drop_token(struct ports *ports, struct record *record,
                            struct ending *ret_ending)
{
    struct remarks *remarks = &ports->remarks;
    char remark[LINE_SIZE];

    /* Not only of the store: this login may go on, to a sign-in. */
    explicit_bzero(record->refresh_token, TOKEN_SIZE);
    token_store_drop(&ports->store);
    remarks->loud = true;
    text_format(remark, LINE_SIZE,
                "the stored token turned out to be that of %s",
                remarks->subject);
    remarks_note(remarks, "token_dropped", remark);
    remarks_name(remarks, &record->identity);
    ending_set(ret_ending, OUTCOME_UNTRUSTED, "identity_changed");
    return ending_need(ret_ending, "identity_changed");
}

/* Keep the tokens that a refresh brought, if they are of who is bound.  What
 * is known of that identity is not theirs to change. */
static enum came keep_tokens(struct ports *ports, struct record *record,
                             const struct tokens *tokens,
                             struct ending *ret_ending)
{
    bool replaced = tokens->refresh_token[0] != '\0';

    /* A provider never answers so; a store that was meddled with does. */
    if (!identity_is_bound(record, &tokens->claims))
        return drop_token(ports, record, ret_ending);
    remarks_name(&ports->remarks, &record->identity);
    /* What could not take the place of the old token leaves it spent. */
    if (!redemption_keep(&ports->store, record, tokens, &ports->remarks) &&
        replaced)
        token_store_drop(&ports->store);
    return CAME_PASSED;
}

/* Have the agent redeem the stored token (RFC 6749 section 6); a challenge in
 * the answer becomes the demand that a sign-in has to meet. */
static enum came redeem(const struct context *context, struct ports *ports,
                        struct progress *progress, struct ending *ret_ending)
{
    static struct refresh refresh;
    const struct order order = {MESSAGE_REFRESH, &refresh, READING_REFRESHED};
    struct heard *heard = &progress->heard;
    bool answered;

    refresh.demand = progress->demand;
    text_copy(refresh.refresh_token, TOKEN_SIZE,
              progress->record.refresh_token);
    answered = client_order(context, ports, progress, &order, ret_ending);
    explicit_bzero(&refresh, sizeof(refresh));
    if (!answered)
        return CAME_ENDED;
    if (heard->type == MESSAGE_FAILURE) {
        /* The claims of the challenge go along with the sign-in (Entra, claims
         * challenges). */
        if (heard->message.failure.answer == ANSWER_CHALLENGE)
            progress->demand = heard->message.failure.demand;
        return judge_refusal(&heard->message.failure, ret_ending);
    }
    progress->tokens = heard->message.tokens;
    return keep_tokens(ports, &progress->record, &progress->tokens,
                       ret_ending);
}

/* There is nothing to redeem. */
static enum came find_no_token(const struct record *record,
                               struct ending *ret_ending)
{
    ending_set(ret_ending, OUTCOME_NOT_SHOWN, "no_token");
    if (record->binding == BINDING_LOST)
        return ending_need(ret_ending, "binding_lost");
    return ending_need(ret_ending, "no_token");
}

/* A sign-in may stand in for what the store does not give. */
static bool can_ask(const struct context *context, const struct ports *ports)
{
    return dialogue_can_show(context, &ports->person) &&
           context->settings.mode != MODE_REPORT;
}

/* Without the lock nothing may be redeemed. */
static enum came refuse(const struct context *context,
                        const struct ports *ports, int error,
                        struct ending *ret_ending)
{
    const char *directory = context->settings.state_dir;
    uid_t uid = context->user.uid;

    if (error != EWOULDBLOCK) {
        text_format(ret_ending->detail, LINE_SIZE, "%s/%u.lock: %s", directory,
                    uid, strerror(error));
        ending_set(ret_ending, OUTCOME_UNAVAILABLE, "store_unwritable");
        return CAME_ENDED;
    }
    text_format(ret_ending->detail, LINE_SIZE,
                "%s/%u.lock: kept by another login of this user", directory,
                uid);
    ending_set(ret_ending, OUTCOME_UNAVAILABLE, "store_busy");
    if (can_ask(context, ports))
        return ending_need(ret_ending, "store_busy");
    return CAME_ENDED;
}

/* When a redemption must have begun: an answer that comes after the deadline
 * has spent the token, and nobody keeps the new one. */
static int64_t last_start(const struct settings *settings,
                          const struct clock *clock)
{
    /* A configured deadline can be shorter than a request may take; half of it
     * is then for the redemption. */
    int64_t half = (clock->deadline - clock->started) / 2;
    int64_t needed = settings->client.network.request_timeout * 1000 + MARGIN;

    if (needed > half)
        needed = half;
    return clock->deadline - needed;
}

/* Wait for the user's lock, for as long as it is of use where the login ends
 * without. */
static enum came take_lock(const struct context *context, struct ports *ports,
                           struct heard *ret_heard, struct ending *ret_ending)
{
    int64_t end = last_start(&context->settings, &ports->clock);
    enum event event = EVENT_REPLY;

    if (can_ask(context, ports))
        end = clock_boottime() + LOCK_WAIT;
    while (event == EVENT_REPLY) {
        if (token_store_lock(&ports->store, end - clock_boottime(),
                             ports->person.module))
            return CAME_PASSED;
        /* It was the module: it may have given up. */
        if (errno != EINTR)
            return refuse(context, ports, errno, ret_ending);
        event = event_hear_module(&ports->person, ret_heard, ret_ending);
    }
    return CAME_ENDED;
}

/* With the lock: redeem what there is to redeem. */
static enum came use_store(const struct context *context, struct ports *ports,
                           struct progress *progress,
                           struct ending *ret_ending)
{
    enum came came;

    if (!token_store_prepare(&ports->store, ret_ending->detail)) {
        ending_set(ret_ending, OUTCOME_UNAVAILABLE, "store_unwritable");
        return CAME_ENDED;
    }
    /* Again, with the lock: the login that had it before has spent the token
     * that we knew. */
    if (!token_store_read(&ports->store, &progress->record))
        return find_no_token(&progress->record, ret_ending);
    if (success_serves(context, ports, progress))
        return CAME_SHARED;
    if (clock_boottime() > last_start(&context->settings, &ports->clock)) {
        ending_set(ret_ending, OUTCOME_UNAVAILABLE, "deadline");
        return CAME_ENDED;
    }
    /* The provider may retire the old token at any moment from here. */
    ports->person.waits = true;
    came = redeem(context, ports, progress, ret_ending);
    ports->person.waits = false;
    return came;
}

struct result redemption_run(const struct context *context,
                             struct ports *ports, struct progress *progress)
{
    struct result result = {.came = CAME_ENDED};

    result.came = take_lock(context, ports, &progress->heard, &result.ending);
    if (result.came != CAME_PASSED)
        return result;
    progress->began = clock_boottime();
    result.came = use_store(context, ports, progress, &result.ending);
    /* The proofs need no lock: other logins of this user go on meanwhile. */
    token_store_unlock(&ports->store);
    return result;
}
