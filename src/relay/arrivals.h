/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Connections that have said nothing yet: by their first bytes a host's is
 * told from a browser's, of which it needs much less memory.
 */

#pragma once

#include "relay/loop.h"

#include <sys/socket.h>

/* Take over a connection, which a host has made if its first call is one of
 * hosts'. */
typedef void arrivals_take(void *context, int connection, bool host,
                           const struct sockaddr *address, socklen_t length);

struct arrivals;

/* Accept from the loop, while fewer than `most` are silent.  NULL, with the
 * listener closed, without memory. */
struct arrivals *arrivals_open(struct loop *, int listener, int64_t most,
                               arrivals_take *, void *context);

/* Take no more, and close those that are still silent. */
void arrivals_close(struct arrivals *);
