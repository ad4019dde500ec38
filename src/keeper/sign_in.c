/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/sign_in.h"
#include "keeper/binding.h"
#include "keeper/client.h"
#include "keeper/dialogue.h"
#include "keeper/event.h"
#include "keeper/invitation.h"
#include "keeper/redemption.h"
#include "process/clock.h"
#include "shared/entra.h"
#include "shared/text.h"

#include <string.h>
#include <time.h>

enum {
    LEAST_TIME = 30 * 1000, /* ms that a new invitation is worth */
    INVITATIONS = 3,        /* in one login */
    ROUNDING = 2,           /* seconds: all times of a token are whole ones */
};

/* Without a first factor, the reason for the sign-in is just that, whatever
 * was found before; silently nothing of it would have counted. */
static struct ending reason_to_ask(const struct context *context,
                                   const struct ending *before)
{
    struct ending ending = {.outcome = OUTCOME_ERROR};

    if (context->silent)
        return *before;
    ending_set(&ending, OUTCOME_NOT_SHOWN, "no_first_factor");
    ending_need(&ending, "no_first_factor");
    return ending;
}

struct result sign_in_is_possible(const struct context *context,
                                  struct ports *ports,
                                  struct progress *progress)
{
    /* Report mode asks nobody: it is there to see what would happen. */
    bool reports = context->silent && context->settings.mode == MODE_REPORT;
    struct result result = {.came = CAME_PASSED,
                            .ending =
                                reason_to_ask(context, &progress->before)};
    struct ending *ending = &result.ending;

    if (!reports && dialogue_can_show(context, &ports->person))
        return result;
    result.came = CAME_ENDED;
    if (!reports && context->login.can_show)
        ending_set(ending, OUTCOME_NOT_SHOWN, "no_terminal");
    /* An answer that cannot be trusted is more than a sign-in's matter. */
    if (ending->outcome != OUTCOME_UNTRUSTED)
        ending->outcome = OUTCOME_NOT_SHOWN;
    return result;
}

/* Typed where a prompt is open anyway; elsewhere it would be one more thing to
 * do. */
static bool wants_number(const struct context *context,
                         const struct person *person, enum flow flow)
{
    if (flow != FLOW_RELAY)
        return false;
    switch ((enum relay_number) context->settings.relay_number) {
    case NUMBER_ALWAYS:
        return true;
    case NUMBER_NEVER:
        return false;
    default:
        return person->screen.asks;
    }
}

/* Have the agent begin, in this flow. */
static bool begin(const struct context *context, struct ports *ports,
                  struct progress *progress, enum flow flow,
                  struct ending *ret_ending)
{
    static struct sign_in sign_in;
    const struct order order = {MESSAGE_SIGN_IN, &sign_in, READING_INVITATION};
    struct agents *agents = &ports->agents;

    sign_in.demand = progress->demand;
    sign_in.fresh = !context->silent;
    /* Entra has no such parameter. */
    if (sign_in.fresh && !entra_is_issuer(context->settings.issuer))
        sign_in.demand.max_age = 0;
    sign_in.flow = (int) flow;
    text_copy(sign_in.login_hint, NAME_SIZE, ports->person.expected);
    text_copy(sign_in.page, LINE_SIZE, screen_page(&ports->person.screen));
    dialogue_origin(&ports->person, &sign_in.origin);
    sign_in.number = wants_number(context, &ports->person, flow);
    /* A person who is asked in vain is told so by the relay's page. */
    agents->parts = flow == FLOW_RELAY;
    agents->listening =
        flow == FLOW_CODE && dialogue_is_local(context, &ports->person);
    /* An agent listens from its start, or not at all. */
    if (agents->listening)
        agents_stop(agents, &agents->client);
    if (progress->since == 0)
        progress->since = time(NULL) - ROUNDING;
    return client_order(context, ports, progress, &order, ret_ending);
}

/* When to say that nothing happened: not while an answer is due. */
static int64_t next_reminder(const struct person *person)
{
    /* A reminder would stand between the question and the cursor. */
    if (person->asking || person->occasion.paste || person->occasion.number)
        return INT64_MAX;
    return person->remind;
}

/* Talk to the person until the agent's answer, which is heard, is final. */
static bool converse(const struct context *context, struct ports *ports,
                     struct progress *progress, struct ending *ret_ending)
{
    struct heard *heard = &progress->heard;
    bool alive = true;

    while (alive) {
        switch (event_wait(ports, &ports->agents.client,
                           next_reminder(&ports->person), heard, ret_ending)) {
        case EVENT_AGENT:
            if (!client_receive(context, ports, progress, READING_SIGNED_IN,
                                ret_ending))
                return false;
            if (heard->type != MESSAGE_ASK_AGAIN)
                return true;
            alive = dialogue_ask_again(ports, &heard->message.ask_again,
                                       ret_ending);
            break;
        case EVENT_REPLY:
            alive = dialogue_hear(ports, &heard->message.reply, ret_ending);
            break;
        case EVENT_TIME:
            alive = dialogue_remind(ports, ret_ending);
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
static bool is_worth_another(const struct context *context,
                             struct ports *ports, struct progress *progress,
                             struct ending *ret_ending)
{
    const struct failure *failure = &progress->heard.message.failure;
    bool outdated = client_is_outdated(progress);

    /* Who declined, or was refused, is not asked again. */
    if (failure->answer != ANSWER_EXPIRED && !outdated)
        return false;
    while (ports->person.asking)
        if (event_wait(ports, &ports->agents.client, INT64_MAX,
                       &progress->heard, ret_ending) != EVENT_REPLY)
            return false;
    if (ports->clock.deadline - clock_boottime() < LEAST_TIME)
        return false;
    return !outdated || client_renew(context, ports, progress, ret_ending);
}

/* The provider has no device flow for us, or its endpoint is nowhere. */
static bool lacks_device(const struct heard *heard)
{
    const struct failure *failure = &heard->message.failure;

    return heard->type == MESSAGE_FAILURE &&
           (failure->answer == ANSWER_NO_DEVICE_FLOW ||
            failure->answer == ANSWER_MOVED);
}

/* The relay cannot be reached, or refuses: it is not the provider. */
static bool lacks_relay(const struct heard *heard, struct remarks *remarks)
{
    const struct failure *failure = &heard->message.failure;

    if (heard->type != MESSAGE_FAILURE || failure->answer != ANSWER_NO_RELAY)
        return false;
    remarks_note(remarks, failure->reason, failure->detail);
    return true;
}

/* What is tried first: the flow of the configuration, or the one that meets
 * most policies. */
static enum flow first_flow(const struct settings *settings)
{
    switch ((enum flow_choice) settings->flow) {
    case ALLOW_CODE:
        return FLOW_CODE;
    case ALLOW_RELAY:
        return FLOW_RELAY;
    case ALLOW_AUTO:
        if (settings->client.relay_url[0] != '\0')
            return FLOW_RELAY;
        return FLOW_DEVICE;
    default:
        return FLOW_DEVICE;
    }
}

/* Begin by the relay, where there is one, or by a device code, which works on
 * any device; where there is none, by the code flow, unless the configuration
 * wants just one of them. */
static bool begin_in_a_flow(const struct context *context, struct ports *ports,
                            struct progress *progress, enum flow *flow,
                            struct ending *ret_ending)
{
    if (!begin(context, ports, progress, *flow, ret_ending))
        return false;
    if (context->settings.flow != ALLOW_AUTO)
        return true;
    if (lacks_relay(&progress->heard, &ports->remarks)) {
        *flow = FLOW_DEVICE;
        if (!begin(context, ports, progress, *flow, ret_ending))
            return false;
        /* The relay is not asked again in this login. */
    }
    if (!lacks_device(&progress->heard))
        return true;
    /* Many tenants forbid the device flow to all clients (Entra,
     * authentication flows policy). */
    *flow = FLOW_CODE;
    return begin(context, ports, progress, *flow, ret_ending);
}

/* Show the invitation that was heard, and see what comes of it. */
static bool invite(const struct context *context, struct ports *ports,
                   struct progress *progress, const struct asked *asked,
                   struct ending *ret_ending)
{
    struct invitation *invitation = &progress->heard.message.invitation;
    bool again = ports->person.shown;

    return invitation_check(&context->settings, asked, invitation,
                            ret_ending) &&
           dialogue_invite(ports, asked, invitation, again, ret_ending) &&
           converse(context, ports, progress, ret_ending);
}

/* Let the person sign in; what it leads to is heard then. */
static bool run_flow(const struct context *context, struct ports *ports,
                     struct progress *progress, struct ending *ret_ending)
{
    struct asked asked = {.flow = first_flow(&context->settings)};
    struct heard *heard = &progress->heard;
    int invitations = 0;

    do {
        /* The last invitation's failure is overcome. */
        *ret_ending = (struct ending){.outcome = OUTCOME_ERROR};
        if (!begin_in_a_flow(context, ports, progress, &asked.flow,
                             ret_ending))
            return false;
        asked.listening = ports->agents.listening;
        asked.number = wants_number(context, &ports->person, asked.flow);
        asked.authorization_endpoint =
            progress->metadata.authorization_endpoint;
        if (heard->type == MESSAGE_INVITATION) {
            invitations++;
            if (!invite(context, ports, progress, &asked, ret_ending))
                return false;
        }
        if (heard->type == MESSAGE_TOKENS)
            return true;
        ending_fail(ret_ending, &heard->message.failure);
        /* Somebody was asked to sign in to a login that is not theirs. */
        if (strcmp(ret_ending->reason, "reported") == 0)
            ports->remarks.loud = true;
    } while (invitations < INVITATIONS &&
             is_worth_another(context, ports, progress, ret_ending));
    return false;
}

struct result sign_in_run(const struct context *context, struct ports *ports,
                          struct progress *progress)
{
    struct result result = {.came = CAME_ENDED};

    if (!run_flow(context, ports, progress, &result.ending))
        return result;
    progress->tokens = progress->heard.message.tokens;
    return result_of(CAME_PASSED);
}

/* The stored token may serve the next login: the same person's, and nothing
 * is known against it. */
static bool is_worth_keeping(const struct progress *progress)
{
    return identity_is_bound(&progress->record, &progress->tokens.claims) &&
           !text_has_word("token_refused untrusted identity_changed",
                          progress->because);
}

struct result sign_in_reread(const struct context *context,
                             struct ports *ports, struct progress *progress)
{
    struct record *record = &progress->record;
    struct result result = {.came = CAME_ENDED};

    /* Without the lock the commit fails, and says so. */
    (void) token_store_lock(&ports->store, LOCK_WAIT, -1);
    (void) token_store_read(&ports->store, record);
    /* If the new one cannot be kept, the next login shall not try what is
     * known to be of no use. */
    if (!is_worth_keeping(progress))
        explicit_bzero(record->refresh_token, TOKEN_SIZE);
    if (binding_judge(&context->settings, record, &ports->remarks,
                      &result.ending))
        result.came = CAME_PASSED;
    return result;
}

struct result sign_in_keep(const struct context *context, struct ports *ports,
                           struct progress *progress)
{
    struct token_store *store = &ports->store;
    const struct tokens *tokens = &progress->tokens;

    (void) context;
    /* The binding first: a token without one counts as none. */
    progress->kept =
        binding_keep(store, &progress->record, &tokens->claims,
                     &ports->remarks) &&
        redemption_keep(store, &progress->record, tokens, &ports->remarks);
    token_store_unlock(store);
    progress->demand = (struct demand){.max_age = -1};
    return result_of(CAME_PASSED);
}

struct result sign_in_can_refresh(const struct context *context,
                                  struct ports *ports,
                                  struct progress *progress)
{
    struct result result = {.came = CAME_PERSON, .ending = progress->before};

    (void) context;
    (void) ports;
    if (progress->kept)
        result.came = CAME_PASSED;
    return result;
}

struct result sign_in_not_met(const struct context *context,
                              struct ports *ports, struct progress *progress)
{
    struct result result = {.came = CAME_ENDED, .ending = progress->before};

    (void) context;
    (void) ports;
    result.ending.outcome = OUTCOME_NOT_MET;
    return result;
}
