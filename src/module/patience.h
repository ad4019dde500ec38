/* SPDX-License-Identifier: BSD-2-Clause
 *
 * How long the module waits for others, and by which clock.  The deadline of
 * an attempt is the keeper's; these are the bounds for when it does not keep
 * it.
 */

#pragma once

#include <stdint.h>

struct patience {
    int attempt;   /* for the whole attempt, in ms, as are the others */
    int cancelled; /* for the verdict after cancelling */
    int ended;     /* for the keeper to end after its verdict */
    int refusal;   /* from the start to a refusal that nothing was shown for */
    int human;     /* a reply within this was not made by a person who read */
};

/* Tests link another. */
extern const struct patience patience;

/* Milliseconds since an unspecified moment; setting the time does not move
 * it. */
int64_t clock_now(void);

/*
 * Wait until the time `until` of clock_now(), whatever signals come.  It is a
 * timer that ends it, not the timeout of poll(2), which the caller of sudo
 * can stretch at will: PR_SET_TIMERSLACK (prctl(2)) does not reach timerfds.
 */
void clock_wait(int64_t until);
