/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/event.h"
#include "keeper/hangup.h"
#include "keeper/peer.h"
#include "process/clock.h"

#include <errno.h>
#include <poll.h>

enum { LAST_WORD = 1000 /* ms */ };

bool event_is_late(const struct ports *ports, struct ending *ret_ending)
{
    enum outcome outcome = OUTCOME_UNAVAILABLE;

    if (clock_boottime() < ports->clock.deadline)
        return false;
    /* Who was asked has let the time pass. */
    if (ports->person.shown)
        outcome = OUTCOME_EXPIRED;
    ending_set(ret_ending, outcome, "deadline");
    return true;
}

bool event_has_left(const struct ports *ports, struct ending *ret_ending)
{
    if (!hangup_happened(ports->person.terminal))
        return false;
    ending_set(ret_ending, OUTCOME_CANCELLED,
               cancel_word(CANCEL_DISCONNECTED));
    return true;
}

enum event event_hear_module(struct person *person, struct heard *ret_heard,
                             struct ending *ret_ending)
{
    enum cancel_reason reason = CANCEL_DISCONNECTED;

    /* Whatever it is, the prompt is answered. */
    person->asking = false;
    if (!peer_receive(person->module, READING_REPLY, &ret_heard->type,
                      &ret_heard->message)) {
        person->abandoned = true;
    } else if (ret_heard->type == MESSAGE_REPLY) {
        return EVENT_REPLY;
    } else {
        /* It has given up and waits for our verdict alone. */
        person->cancelled = true;
        reason = (enum cancel_reason) ret_heard->message.cancel.reason;
    }
    ending_set(ret_ending, cancel_outcome(reason), cancel_word(reason));
    return EVENT_END;
}

/* Poll until something can be read, something is wrong, or `end` has come:
 * then 0. */
static int poll_until(struct pollfd *polled, nfds_t count, int64_t end)
{
    int ready = 0;

    while (ready == 0 || (ready < 0 && errno == EINTR)) {
        int64_t left = end - clock_boottime();

        if (left <= 0)
            return 0;
        ready = poll(polled, count, (int) left);
    }
    return ready;
}

enum event event_wait(struct ports *ports, const struct agent *agent,
                      int64_t remind, struct heard *ret_heard,
                      struct ending *ret_ending)
{
    struct person *person = &ports->person;
    int64_t end = ports->clock.deadline;
    bool reminds;
    struct pollfd polled[] = {
        {.fd = agent->socket, .events = POLLIN},
        {.fd = person->module, .events = POLLIN},
        {.fd = person->terminal},
    };
    nfds_t count = 3;
    int ready;

    if (person->waits) {
        /* The agent ends a request by the deadline; what it says about one
         * that must not be lost is still heard. */
        count = 1;
        end += LAST_WORD;
    }
    reminds = remind < end;
    if (reminds)
        end = remind;
    ready = poll_until(polled, count, end);
    if (ready < 0) {
        ending_set(ret_ending, OUTCOME_ERROR, "poll");
        return EVENT_END;
    }
    if (ready == 0 && !reminds && event_is_late(ports, ret_ending))
        return EVENT_END;
    if (ready == 0)
        return EVENT_TIME;
    /* First of all: who closed the terminal gets in no more, even with tokens
     * under way. */
    if (count > 1 && polled[2].revents != 0 &&
        event_has_left(ports, ret_ending))
        return EVENT_END;
    /* Before the agent: a cancel counts although the agent has an answer. */
    if (count > 1 && polled[1].revents != 0)
        return event_hear_module(person, ret_heard, ret_ending);
    return EVENT_AGENT;
}
