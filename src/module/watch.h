/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What can happen while the module waits: a word of the keeper or its end,
 * Ctrl-C, or the caller leaving.
 */

#pragma once

#include "wire/message.h"

enum { CALLERS_MAX = 2 };

struct watch {
    int interrupts;           /* a signalfd, never read; -1 for none */
    int callers[CALLERS_MAX]; /* what leads to the caller; -1 for none */
};

enum watched {
    WATCHED_NONE,
    WATCHED_KEEPER,
    WATCHED_INTERRUPTED,
    WATCHED_DISCONNECTED
};

/*
 * Begin to notice INT and QUIT that are pending, and the caller: the client
 * of sshd, elsewhere the terminal.  Where sudo and su have none and something
 * is to be shown, it is whoever reads standard output and standard error,
 * where these are pipes or sockets.
 * What this process cannot watch is left out: the attempt then ends by the
 * host's own means or by the deadline.
 */
void watch_start(struct watch *ret_watch, const struct login *);

/* Notice only the keeper from now on. */
void watch_end(struct watch *);

/*
 * Wait for an event until the time `until` of clock_monotonic(), at least
 * looking once; `process` is a descriptor of the keeper's process, -1 for
 * none. WATCHED_NONE when the time is over.  The caller has left when every
 * descriptor that leads to him has hung up; one that did is forgotten.
 */
enum watched watch_wait(struct watch *, int keeper, int process,
                        int64_t until);
