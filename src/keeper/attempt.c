/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/attempt.h"
#include "keeper/deadline.h"
#include "keeper/hangup.h"
#include "keeper/link.h"
#include "shared/text.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

#define SEPARATOR "; " /* between notes */

enum {
    LAST_WORD = 1000,     /* ms */
    REQUESTS_MAX = 10000, /* that an agent is believed to have made */
};

enum check attempt_end(struct attempt *attempt, enum outcome outcome,
                       const char *reason)
{
    attempt->outcome = outcome;
    text_copy(attempt->facts.reason, WORD_SIZE, reason);
    return CHECK_REFUSED;
}

enum check attempt_need(struct attempt *attempt, const char *because)
{
    /* There is one sign-in, and one reason for it. */
    if (!attempt->shown)
        text_copy(attempt->facts.because, WORD_SIZE, because);
    return CHECK_PERSON;
}

/* The word begins a note; in a remark it may be somebody else's. */
static bool is_noted(const char *note, const char *word)
{
    size_t length = strlen(word);

    while (note != NULL) {
        if (strncmp(note, word, length) == 0 &&
            (note[length] == '\0' || strchr(":;", note[length]) != NULL))
            return true;
        note = strstr(note, SEPARATOR);
        note = note == NULL ? NULL : note + strlen(SEPARATOR);
    }
    return false;
}

void attempt_note(struct attempt *attempt, const char *word,
                  const char *remark)
{
    char *note = attempt->facts.note;

    if (!is_noted(note, word))
        text_append(note, LINE_SIZE, "%s%s%s%s",
                    note[0] == '\0' ? "" : SEPARATOR, word,
                    remark[0] == '\0' ? "" : ": ", remark);
}

void attempt_grant(struct attempt *attempt, const char *reason)
{
    struct facts *facts = &attempt->facts;

    facts->detail[0] = '\0';
    facts->failure.detail[0] = '\0';
    facts->failure.description[0] = '\0';
    if (!attempt->shown) {
        facts->because[0] = '\0';
        facts->failure = (struct failure){.requests = 0};
    }
    attempt_end(attempt, OUTCOME_GRANTED, reason);
}

void attempt_name(struct attempt *attempt, const struct claims *claims)
{
    text_copy(attempt->facts.identity, NAME_SIZE, claims->username);
    text_copy(attempt->facts.subject, NAME_SIZE,
              claims->oid[0] != '\0' ? claims->oid : claims->subject);
}

bool attempt_is_late(struct attempt *attempt)
{
    if (deadline_now() < attempt->deadline)
        return false;
    attempt_end(attempt,
                attempt->shown ? OUTCOME_EXPIRED : OUTCOME_UNAVAILABLE,
                "deadline");
    return true;
}

bool attempt_has_left(struct attempt *attempt)
{
    if (!hangup_happened(attempt->terminal))
        return false;
    attempt_end(attempt, OUTCOME_CANCELLED, cancel_word(CANCEL_DISCONNECTED));
    return true;
}

bool attempt_start(struct attempt *attempt, struct agent *agent,
                   enum message_type type, void *role)
{
    struct network *network = role;
    const char *failed = agent_start(agent, attempt->facts.detail);

    *network = attempt->settings.client.network;
    network->remaining = attempt->deadline - deadline_now();
    if (failed == NULL && !link_send(agent->socket, type, role))
        failed = "agent_start";
    return failed == NULL || attempt_end(attempt, OUTCOME_ERROR, failed);
}

/* sudo and su may be run by a program, without a terminal: whoever would
 * sign in then is not there.  The configuration may know better. */
bool attempt_can_show(const struct attempt *attempt)
{
    const struct login *login = &attempt->login;
    bool by_caller = login->host == HOST_SUDO || login->host == HOST_SU;
    bool terminal = login->terminal &&
                    (attempt->terminal >= 0 || !hangup_is_expected(login));

    return login->can_show && (terminal || !by_caller ||
                               attempt->settings.display != DISPLAY_AUTO);
}

enum event attempt_hear_module(struct attempt *attempt)
{
    enum cancel_reason reason = CANCEL_DISCONNECTED;

    attempt->dialogue.asking = false;
    if (!link_receive(attempt->module, READING_REPLY, &attempt->type,
                      &attempt->message))
        attempt->abandoned = true;
    else if (attempt->type == MESSAGE_REPLY)
        return EVENT_REPLY;
    else
        reason = (enum cancel_reason) attempt->message.cancel.reason;
    attempt_end(attempt, cancel_outcome(reason), cancel_word(reason));
    return EVENT_END;
}

enum event attempt_wait(struct attempt *attempt, const struct agent *agent,
                        int64_t remind)
{
    bool interruptible = attempt->module >= 0;
    struct pollfd polled[] = {
        {.fd = agent->socket, .events = POLLIN},
        {.fd = attempt->module, .events = POLLIN},
        {.fd = interruptible ? attempt->terminal : -1},
    };
    /* The agent ends a request by the deadline; what it says about one that
     * must not be lost is still heard. */
    int64_t end = attempt->deadline + (interruptible ? 0 : LAST_WORD);
    int ready = 0;

    while (ready == 0 || (ready < 0 && errno == EINTR)) {
        int64_t left = (remind < end ? remind : end) - deadline_now();

        if (left <= 0)
            return remind < end || !attempt_is_late(attempt) ? EVENT_TIME
                                                             : EVENT_END;
        ready = poll(polled, 3, (int) left);
    }
    if (polled[2].revents != 0 && attempt_has_left(attempt))
        return EVENT_END;
    if (ready < 0) {
        attempt_end(attempt, OUTCOME_ERROR, "poll");
        return EVENT_END;
    }
    return polled[1].revents == 0 ? EVENT_AGENT : attempt_hear_module(attempt);
}

bool attempt_receive(struct attempt *attempt, struct agent *agent,
                     enum reading reading)
{
    int64_t requests;
    enum event event;

    do
        event = attempt_wait(attempt, agent, INT64_MAX);
    while (event == EVENT_REPLY);
    if (event != EVENT_AGENT)
        return false;
    if (!link_receive(agent->socket, reading, &attempt->type,
                      &attempt->message))
        return attempt_end(attempt, OUTCOME_ERROR, "agent_gone");
    requests = attempt->message.requests;
    if (requests >= agent->requests && requests <= REQUESTS_MAX)
        agent->requests = requests;
    if (attempt->type == MESSAGE_TOKENS)
        attempt_name(attempt, &attempt->message.tokens.claims);
    return true;
}

void attempt_stop(struct attempt *attempt, struct agent *agent)
{
    attempt->facts.requests += agent->requests;
    agent_stop(agent);
}

bool attempt_ask(struct attempt *attempt, enum message_type type, void *role,
                 enum reading reading)
{
    struct agent agent = {0};
    bool answered = attempt_start(attempt, &agent, type, role) &&
                    attempt_receive(attempt, &agent, reading);

    attempt_stop(attempt, &agent);
    return answered;
}

enum check attempt_judge(struct attempt *attempt, enum answer answer,
                         const char *reason, const struct demand *demand)
{
    attempt_end(attempt, answer_outcome(answer), reason);
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
