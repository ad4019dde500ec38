/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What a process may use of the machine (setrlimit(2)).
 */

#pragma once

#include <stddef.h>
#include <sys/resource.h>

struct rlimit_row {
    int resource;
    rlim_t value; /* in the resource's own unit: bytes, seconds, a count */
};

/* How it came out; of several, the worst. */
enum rlimit_state {
    RLIMIT_STATE_SET = 0,
    RLIMIT_STATE_LOWER, /* what was inherited is lower, and not ours to lift */
    RLIMIT_STATE_FAILED /* it may be higher than it should be */
};

/*
 * Set each limit, soft and hard, to its value.  One that was inherited lower
 * and cannot be lifted is used up to its end.  All are tried: a container may
 * refuse the one and let the next be lifted.  errno is that of the last that
 * was not set.
 */
enum rlimit_state rlimits_set(const struct rlimit_row *rows, size_t count);
