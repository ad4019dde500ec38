/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The addresses of a name, without waiting for them.
 */

#pragma once

#include "relay/loop.h"

#include <netdb.h>

struct resolution;

/* The addresses, which are the caller's to free, or NULL with an error of
 * gai_strerror(3). */
typedef void resolution_done(void *context, struct addrinfo *, int error);

/* Look up a name or an address with a port; `done` is called once, from the
 * loop.  NULL without memory. */
struct resolution *resolution_begin(struct loop *, const char *host,
                                    const char *port, resolution_done *,
                                    void *context);

/* Wait no more; `done` is not called.  Not for one that is done. */
void resolution_end(struct resolution *);
