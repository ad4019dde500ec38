/* SPDX-License-Identifier: BSD-2-Clause */

#include "relay/events.h"

#include "relay/expiry.h"
#include "relay/log.h"
#include "relay/user_list.h"

#include <stddef.h>

static const char *const events[COUNT_OF_COUNTS] = {
    [COUNT_STARTED] = "started",   [COUNT_CONTINUED] = "continued",
    [COUNT_RETURNED] = "returned", [COUNT_DELIVERED] = "delivered",
    [COUNT_REPORTED] = "reported", [COUNT_GIVEN_UP] = "given_up",
    [COUNT_REPLACED] = "replaced", [COUNT_EXPIRED] = "expired",
    [COUNT_REFUSED] = "refused",
};

/* They are the same in both, so that a figure can be looked up in the log. */
const char *event_word(enum count event)
{
    return events[event];
}

/* A report is the one event that somebody has to look at: a person was asked
 * to sign in for a login that is not theirs. */
void event_of_sign_in(struct relay *relay, const struct call *call,
                      enum count event, const struct sign_in *sign_in,
                      const char *reason)
{
    struct log_facts facts = {.event = events[event], .reason = reason};

    relay->counts[event]++;
    if (sign_in != NULL) {
        facts.host = sign_in->host;
        facts.user = sign_in->user;
        facts.service = sign_in->service;
        facts.from = sign_in->from;
    }
    if (call != NULL)
        facts.address = call->request.address;
    log_sign_in(&facts, event == COUNT_REPORTED);
}

/* Without a sign-in only the address is known. */
void event_refused(struct relay *relay, const struct call *call,
                   const struct sign_in *sign_in, const char *reason)
{
    event_of_sign_in(relay, call, COUNT_REFUSED, sign_in, reason);
}

/* Its timer and its place in the list are of no use any more. */
void event_of_end(struct relay *relay, const struct call *call,
                  enum count event, const struct sign_in *sign_in,
                  const char *reason)
{
    event_of_sign_in(relay, call, event, sign_in, reason);
    expiry_clear(relay, sign_in->id);
    user_list_leave(relay, sign_in);
}
