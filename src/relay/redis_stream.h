/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Bytes to and from a Redis, over a Unix socket, TCP or TLS, without blocking.
 */

#pragma once

#include "relay/loop.h"
#include "relay/redis_url.h"

#include <stddef.h>

/* What its owner is told.  Once it is broken nothing more comes; the owner
 * closes it later, from the loop, since it may be told while it sends. */
struct redis_stream_owner {
    void (*opened)(void *context);
    void (*received)(void *context, const char *bytes, size_t length);
    void (*broke)(void *context, const char *why);
    void *context;
};

struct redis_stream;

/* Begin to connect; the URL and the CA file's name have to last.  NULL without
 * memory. */
struct redis_stream *redis_stream_open(struct loop *, const struct redis_url *,
                                       const char *ca_file,
                                       const struct redis_stream_owner *);

/* Send these bytes, which are copied, once it is open. */
void redis_stream_send(struct redis_stream *, const char *bytes,
                       size_t length);

/* End it, and give it back; nothing more is told. */
void redis_stream_close(struct redis_stream *);
