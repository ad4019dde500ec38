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

/* What is counted since the start, for /metrics; each is told of in the log
 * in the same words. */
enum count {
    COUNT_STARTED,
    COUNT_CONTINUED,
    COUNT_RETURNED,
    COUNT_DELIVERED,
    COUNT_REFUSED, /* calls that were answered by 4xx */
    COUNT_EXPIRED,
    COUNT_ENDED, /* declined, given up, replaced, wrong numbers */
    COUNT_OF_COUNTS
};

struct relay {
    const struct relay_settings *settings;
    struct loop *loop;
    struct store *store;
    struct keys *keys;
    struct guesses *guesses; /* who has named unknown sign-ins */
    struct waiters *waiters; /* hosts' calls that wait for a change */
    int64_t counts[COUNT_OF_COUNTS];
};

/* Answer a call of a host or a browser, at once or later. */
void relay_answer(struct relay *, struct call *);
