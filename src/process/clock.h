/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Two clocks that no administrator and no NTP server can turn, and one that
 * several machines share (clock_gettime(2)).  The first two differ while the
 * machine sleeps, and so does what they are for.
 */

#pragma once

#include <stdint.h>

/*
 * Milliseconds since an unspecified moment, without those asleep
 * (CLOCK_MONOTONIC): for how long a process of this machine takes.  It slept
 * as long as we did, so waking up is no reason to give it up.
 */
int64_t clock_monotonic(void);

/*
 * Milliseconds since boot, sleep included (CLOCK_BOOTTIME): for what goes on
 * without this machine, as an identity provider's codes and sshd's client do,
 * and for instants that several processes share.
 */
int64_t clock_boottime(void);

/*
 * Milliseconds since 1970 (CLOCK_REALTIME): for instants that several machines
 * share.  It can be turned, back too.
 */
int64_t clock_realtime(void);

/*
 * Wait until the instant `until` of clock_monotonic(), whatever signals come.
 * It is a timer that ends it, not the timeout of poll(2), which the caller of
 * sudo can stretch at will: PR_SET_TIMERSLACK (prctl(2)) does not reach
 * timerfds.
 */
void clock_wait(int64_t until);
