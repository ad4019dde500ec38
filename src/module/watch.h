/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What can happen while the module waits: a word of the keeper, Ctrl-C, or
 * the client of sshd or the terminal leaving.
 */

#pragma once

#include "shared/host.h"

#include <stdint.h>

struct watch {
    int interrupts; /* a signalfd, never read; -1 for none */
    int client;     /* connection or terminal, only polled; -1 for none */
};

enum event { EVENT_NONE, EVENT_KEEPER, EVENT_INTERRUPTED, EVENT_DISCONNECTED };

/*
 * Begin to notice INT and QUIT that are pending, and the client of sshd or
 * the terminal.
 * What this process cannot watch is left out: the attempt then ends by the
 * host's own means or by the deadline.
 */
void watch_start(struct watch *ret_watch, enum host);

/* Notice only the keeper from now on. */
void watch_end(struct watch *);

/*
 * Wait for an event until the time `until` of clock_now(), at least looking
 * once.  EVENT_NONE when the time is over.
 */
enum event watch_wait(const struct watch *, int keeper, int64_t until);
