/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The agent that acts as the OAuth client of a login: it is started when it
 * is needed, and gets orders.
 */

#pragma once

#include "keeper/agents.h"

/*
 * Send an order to the agent, which is started unless it already runs, and
 * receive into progress->heard what client_receive does.  Where an endpoint
 * has moved, the metadata is fetched anew and the order repeated, once in a
 * login.  False if the login ends instead.
 */
bool client_order(const struct context *, struct ports *, struct progress *,
                  const struct order *, struct ending *ret_ending);

/*
 * Receive into progress->heard what the agent answers.  Keys that it misses
 * are fetched anew, once in a login; after that it gets those that there are.
 * A token that it wants kept is stored, which needs the lock of the store.
 * False if the login ends instead.
 */
bool client_receive(const struct context *, struct ports *, struct progress *,
                    enum reading, struct ending *ret_ending);

/* What was heard is a failure that metadata which is fetched anew may mend;
 * it was not fetched in this login. */
bool client_is_outdated(const struct progress *);

/* Fetch it, for a new agent.  False if the login ends instead. */
bool client_renew(const struct context *, struct ports *, struct progress *,
                  struct ending *ret_ending);
