/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What all that answers calls has at hand.
 */

#pragma once

#include "relay/call.h"
#include "relay/keys.h"
#include "relay/loop.h"
#include "relay/settings.h"
#include "relay/store.h"

/* What is counted since the start, for /metrics. */
enum count {
    COUNT_STARTED,
    COUNT_CONTINUED,
    COUNT_RETURNED,
    COUNT_DELIVERED,
    COUNT_REPORTED,
    COUNT_GIVEN_UP,
    COUNT_REPLACED,
    COUNT_EXPIRED,
    COUNT_REFUSED, /* calls that were answered by 4xx */
    COUNT_OF_COUNTS
};

struct relay {
    const struct relay_settings *settings;
    struct loop *loop;
    struct store *store;
    struct keys *keys;
    struct guesses *guesses; /* who has named unknown sign-ins */
    void *waiters;           /* hosts' calls that wait, see waiters.h */
    void *expiries;          /* sign-ins that were started here */
    bool ending;             /* nobody is to wait any more */
    int64_t counts[COUNT_OF_COUNTS];
};

/* Make ready what is not the caller's: all but the first four members, which
 * are set.  False without memory or random numbers. */
bool relay_open(struct relay *);

/* Answer a call of a host or a browser, at once or later. */
void relay_answer(struct relay *, struct call *);

/* Answer all that wait, and let nobody wait from now on. */
void relay_end(struct relay *);

/* Give back what relay_open() has made; no call is left. */
void relay_close(struct relay *);
