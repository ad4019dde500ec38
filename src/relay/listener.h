/* SPDX-License-Identifier: BSD-2-Clause
 *
 * A socket that calls come in by.
 */

#pragma once

#include "shared/limits.h"

#include <stdbool.h>

/*
 * Listen at an address as address_parse() takes it, or take the socket that
 * systemd has opened for us (sd_listen_fds(3)), if there is one left.  A Unix
 * socket takes the place of one that nobody listens at.  The descriptor, which
 * does not block; -1 with what to do in ret_error.
 */
int listener_open(const char *address, char ret_error[LINE_SIZE]);

/* The socket can be reached from this machine alone, wherever it is from. */
bool listener_is_local(int descriptor);

/* As many sockets as systemd has passed; those are not to be taken for
 * anything else. */
int listener_passed(void);
