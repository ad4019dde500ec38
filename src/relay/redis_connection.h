/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Commands to a Redis and their replies, over a connection that is made again
 * and again while it is lost.
 */

#pragma once

#include "relay/loop.h"
#include "relay/redis_url.h"

#include <hiredis/hiredis.h>
#include <stdbool.h>
#include <stddef.h>

/* A reply, good during the call; NULL for none: nobody knows whether the
 * command was done. */
typedef void redis_replied(void *context, const struct redisReply *);

/* What its owner is told besides. */
struct redis_owner {
    void (*connected)(void *context);
    void (*lost)(void *context, const char *why);
    redis_replied *unasked; /* of a subscription: all that comes */
    void *context;
};

struct redis_connection;

/* Connect from the loop; with `unasked` replies belong to no command.  What is
 * given has to last.  NULL without memory. */
struct redis_connection *redis_connection_open(struct loop *,
                                               const struct redis_url *,
                                               const char *ca_file,
                                               const struct redis_owner *);

/* Every command that is due is replied with NULL; the owner is told no more.
 */
void redis_connection_close(struct redis_connection *);

/* It is there, and has answered in the last seconds. */
bool redis_connection_is_up(const struct redis_connection *);

/* A piece of a command: any bytes. */
struct redis_argument {
    const void *bytes;
    size_t size;
};

/* Send a command.  The reply comes from the loop, or NULL at once while the
 * connection is lost; of a subscription there is none. */
void redis_command(struct redis_connection *, const struct redis_argument *,
                   size_t count, redis_replied *, void *context);
