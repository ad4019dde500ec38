/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/attempt.h"
#include "keeper/deadline.h"
#include "keeper/link.h"
#include "shared/text.h"

#include <errno.h>
#include <poll.h>

enum { LAST_WORD = 1000 /* ms */ };

enum check attempt_end(struct attempt *attempt, enum outcome outcome,
                       const char *reason)
{
    attempt->outcome = outcome;
    text_copy(attempt->facts.reason, WORD_SIZE, reason);
    return CHECK_REFUSED;
}

void attempt_network(const struct attempt *attempt,
                     struct network *ret_network)
{
    const struct settings *settings = &attempt->settings;

    text_copy(ret_network->ca_file, PATH_SIZE, settings->ca_file);
    text_copy(ret_network->proxy, URL_SIZE, settings->proxy);
    ret_network->connect_timeout = settings->connect_timeout;
    ret_network->request_timeout = settings->request_timeout;
    ret_network->remaining = attempt->deadline - deadline_now();
}

bool attempt_start(struct attempt *attempt, struct agent *agent,
                   enum message_type type, const void *message)
{
    const struct passwd *user = agent_user_find(attempt->facts.detail);

    if (user == NULL)
        return attempt_end(attempt, OUTCOME_ERROR, "agent_user");
    if (!agent_start(agent, user) || !link_send(agent->socket, type, message))
        return attempt_end(attempt, OUTCOME_ERROR, "agent_start");
    return true;
}

/* The module gives up, or is gone. */
static enum check end_by_module(struct attempt *attempt)
{
    static const char *const words[CANCEL_COUNT] = {
        [CANCEL_INTERRUPTED] = "interrupted",
        [CANCEL_DISCONNECTED] = "disconnected",
        [CANCEL_NOT_SHOWN] = "not_shown",
    };
    int reason = CANCEL_DISCONNECTED;

    if (link_receive(attempt->module, READING_CANCEL, &attempt->type,
                     &attempt->message))
        reason = attempt->message.cancel.reason;
    return attempt_end(attempt,
                       reason == CANCEL_NOT_SHOWN ? OUTCOME_NOT_SHOWN
                                                  : OUTCOME_CANCELLED,
                       words[reason]);
}

/* Wait until the agent says something; false if the attempt ends instead. */
static bool wait_for(struct attempt *attempt, const struct agent *agent)
{
    struct pollfd polled[] = {{.fd = agent->socket, .events = POLLIN},
                              {.fd = attempt->module, .events = POLLIN}};
    int64_t end = attempt->deadline;
    int ready = 0;

    /* The agent ends a request by the deadline; what it says about one that
     * must not be lost is still heard. */
    if (attempt->module < 0)
        end += LAST_WORD;
    while (ready == 0 || (ready < 0 && errno == EINTR)) {
        int64_t left = end - deadline_now();

        if (left <= 0)
            return attempt_end(attempt,
                               attempt->shown ? OUTCOME_EXPIRED
                                              : OUTCOME_UNAVAILABLE,
                               "deadline");
        ready = poll(polled, 2, (int) left);
    }
    if (ready < 0)
        return attempt_end(attempt, OUTCOME_ERROR, "poll");
    return polled[1].revents == 0 || end_by_module(attempt);
}

bool attempt_receive(struct attempt *attempt, struct agent *agent,
                     enum reading reading)
{
    const struct claims *claims = &attempt->message.tokens.claims;

    if (!wait_for(attempt, agent))
        return false;
    if (!link_receive(agent->socket, reading, &attempt->type,
                      &attempt->message))
        return attempt_end(attempt, OUTCOME_ERROR, "agent_gone");
    agent->requests = attempt->message.requests;
    if (attempt->type != MESSAGE_TOKENS)
        return true;
    text_copy(attempt->facts.identity, NAME_SIZE, claims->username);
    return text_copy(attempt->facts.subject, NAME_SIZE,
                     claims->oid[0] != '\0' ? claims->oid : claims->subject);
}

void attempt_stop(struct attempt *attempt, struct agent *agent)
{
    attempt->facts.requests += agent->requests;
    agent_stop(agent);
}

bool attempt_ask(struct attempt *attempt, enum message_type type,
                 const void *message, enum reading reading)
{
    struct agent agent = {0};
    bool answered = attempt_start(attempt, &agent, type, message) &&
                    attempt_receive(attempt, &agent, reading);

    attempt_stop(attempt, &agent);
    return answered;
}

/* How an answer ends an attempt that no sign-in can mend any more; one that
 * asks for a new sign-in no longer knows the code. */
static const enum outcome outcome_of[ANSWER_COUNT] = {
    [ANSWER_MALFORMED] = OUTCOME_UNTRUSTED,
    [ANSWER_CHALLENGE] = OUTCOME_NOT_MET,
    [ANSWER_INTERACT] = OUTCOME_EXPIRED,
    [ANSWER_CONSENT] = OUTCOME_NOT_MET,
    [ANSWER_BLOCKED] = OUTCOME_BLOCKED,
    [ANSWER_CONFIG] = OUTCOME_CONFIGURATION,
    [ANSWER_THROTTLED] = OUTCOME_UNAVAILABLE,
    [ANSWER_TRANSIENT] = OUTCOME_UNAVAILABLE,
    [ANSWER_DECLINED] = OUTCOME_DECLINED,
    [ANSWER_EXPIRED] = OUTCOME_EXPIRED,
    [ANSWER_UNTRUSTED] = OUTCOME_UNTRUSTED,
};

enum check attempt_judge(struct attempt *attempt, enum answer answer,
                         const char *reason, const struct demand *demand)
{
    attempt_end(attempt, outcome_of[answer], reason);
    if (answer == ANSWER_CHALLENGE)
        attempt->demand = *demand;
    return answer == ANSWER_CHALLENGE || answer == ANSWER_INTERACT ||
                   answer == ANSWER_CONSENT
               ? CHECK_PERSON
               : CHECK_REFUSED;
}

enum check attempt_failed(struct attempt *attempt)
{
    const struct failure *failure = &attempt->message.failure;
    enum answer answer = (enum answer) failure->answer;

    attempt->facts.failure = *failure;
    return attempt_judge(attempt, answer,
                         failure->reason[0] != '\0' ? failure->reason
                                                    : answer_word(answer),
                         &failure->demand);
}
