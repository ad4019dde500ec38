/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/attempt.h"
#include "keeper/deadline.h"
#include "shared/text.h"

#include <string.h>

enum check
attempt_refuse(struct attempt *attempt, enum outcome outcome,
               const char *reason)
{
    attempt->outcome = outcome;
    text_copy(attempt->facts.reason, sizeof(attempt->facts.reason), reason);
    return CHECK_REFUSED;
}

void
attempt_network(const struct attempt *attempt, struct network *ret_network)
{
    const struct settings *settings = &attempt->settings;

    text_copy(ret_network->ca_file, sizeof(ret_network->ca_file),
              settings->ca_file);
    text_copy(ret_network->proxy, sizeof(ret_network->proxy), settings->proxy);
    ret_network->connect_timeout = settings->connect_timeout;
    ret_network->request_timeout = settings->request_timeout;
    ret_network->remaining = attempt->patience.deadline - deadline_now();
}

static void
note_cancel(struct attempt *attempt)
{
    switch (attempt->patience.reason) {
    case CANCEL_NOT_SHOWN:
        attempt_refuse(attempt, OUTCOME_NOT_SHOWN, "not_shown");
        break;
    case CANCEL_INTERRUPTED:
        attempt_refuse(attempt, OUTCOME_CANCELLED, "interrupted");
        break;
    default:
        attempt_refuse(attempt, OUTCOME_CANCELLED, "disconnected");
        break;
    }
}

bool
attempt_receive(struct attempt *attempt, struct agent *agent,
                enum reading reading)
{
    switch (agent_receive(agent, &attempt->patience, reading, &attempt->type,
                          &attempt->message)) {
    case WAIT_MESSAGE:
        return true;
    case WAIT_CANCELLED:
        note_cancel(attempt);
        break;
    case WAIT_DEADLINE:
        attempt_refuse(attempt,
                       attempt->shown ? OUTCOME_EXPIRED : OUTCOME_UNAVAILABLE,
                       "deadline");
        break;
    case WAIT_BROKEN:
        attempt_refuse(attempt, OUTCOME_ERROR, "agent_gone");
        break;
    }
    return false;
}

/* How a failure ends an attempt that no sign-in can mend any more. */
static enum outcome
outcome_of(enum answer answer)
{
    switch (answer) {
    case ANSWER_CHALLENGE:
    case ANSWER_CONSENT:
        return OUTCOME_NOT_MET;
    case ANSWER_BLOCKED:
        return OUTCOME_BLOCKED;
    case ANSWER_CONFIG:
        return OUTCOME_CONFIGURATION;
    case ANSWER_THROTTLED:
    case ANSWER_TRANSIENT:
        return OUTCOME_UNAVAILABLE;
    case ANSWER_DECLINED:
        return OUTCOME_DECLINED;
    case ANSWER_INTERACT: /* the code is no longer known */
    case ANSWER_EXPIRED:
        return OUTCOME_EXPIRED;
    default:
        return OUTCOME_UNTRUSTED;
    }
}

static bool
mends_by_sign_in(enum answer answer)
{
    return answer == ANSWER_CHALLENGE || answer == ANSWER_INTERACT ||
           answer == ANSWER_CONSENT;
}

enum check
attempt_failed(struct attempt *attempt, struct demand *ret_demand)
{
    const struct failure *failure = &attempt->message.failure;
    enum answer answer = (enum answer) failure->answer;

    attempt->facts.failure = *failure;
    attempt_refuse(attempt, outcome_of(answer),
                   failure->reason[0] != '\0' ? failure->reason
                                              : answer_word(answer));
    if (!mends_by_sign_in(answer))
        return CHECK_REFUSED;
    if (answer == ANSWER_CHALLENGE)
        *ret_demand = failure->demand;
    return CHECK_PERSON;
}

void
attempt_stop(struct attempt *attempt, struct agent *agent)
{
    attempt->facts.requests += agent->requests;
    agent_stop(agent);
}
