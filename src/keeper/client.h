/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The agent that acts as the OAuth client of a login: it is started when it
 * is needed, and gets orders.
 */

#pragma once

#include "keeper/attempt.h"

/*
 * Send an order to the agent, which is started unless it already runs, and
 * receive what client_receive does.  Where an endpoint has moved, the
 * metadata is fetched anew and the order repeated, once in an attempt.
 */
bool client_order(struct attempt *, enum message_type, const void *order,
                  enum reading);

/*
 * Receive what the agent answers.  Keys that it misses are fetched anew, once
 * in an attempt; after that it gets those that there are.  A token that it
 * wants kept is stored, which needs the lock of the store.  False if the
 * attempt ends instead.
 */
bool client_receive(struct attempt *, enum reading);

/* What was received is a failure that metadata which is fetched anew may
 * mend; it was not fetched in this attempt. */
bool client_is_outdated(const struct attempt *);

/* Fetch it, for a new agent.  False if the attempt ends instead. */
bool client_renew(struct attempt *);
