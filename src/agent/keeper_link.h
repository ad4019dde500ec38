/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The socket to the keeper, an agent's only link to this host.  When it
 * breaks or the keeper says what is not its turn to say, the agent ends:
 * every function here then returns false.
 */

#pragma once

#include "agent/http.h"

enum { KEEPER_LINK = 3 }; /* the descriptor */

/* KEEPER_LINK is a socket that keeps messages apart. */
bool keeper_link_is_open(void);

/* Wait for the next message, one of those that are legal in this state; a
 * REPLY that nobody waits for any more is passed over. */
bool keeper_link_receive(enum reading, enum message_type *ret_type,
                         union message *ret_message);

/* Send a message, one of those with `requests`, which is filled in. */
bool keeper_link_send(const struct http *, enum message_type, void *message);

/* Let this many milliseconds pass; the keeper has nothing to say. */
bool keeper_link_pause(int64_t milliseconds);
