/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The relay's log: lines of " key=value" on standard error, with the level in
 * front where systemd reads it (sd-daemon(3)).
 */

#pragma once

#include "shared/limits.h"
#include <stdbool.h>

/* What a line tells about a sign-in.  Every text may hold anything. */
struct log_facts {
    const char *event;  /* started, continued, returned, delivered, ... */
    const char *reason; /* NULL for none, as for all below */
    const char *host, *user, *service, *from;
    const char *address; /* of the client that called */
};

/* One line about a sign-in; `alert` for what somebody has to look at. */
void log_sign_in(const struct log_facts *, bool alert);

/* One line about the service itself, for its administrator. */
void log_line(int priority, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
