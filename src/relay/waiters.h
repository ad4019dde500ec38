/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Calls of hosts that ask how a sign-in is going, and wait while nothing has
 * changed.
 */

#pragma once

#include "relay/relay.h"
#include "relay/sign_in.h"

enum { PATIENCE = 25 * 1000 }; /* ms that a call waits */

/*
 * Answer a call with the result of this sign-in, or let it wait for one.  The
 * number is empty where the host has sent none.
 */
void waiter_begin(struct relay *, struct call *, const char *id,
                  const char number[NUMBER_SIZE]);

/* As the store tells: look again at this sign-in, or at all for NULL. */
void waiters_look(void *relay, const char *id);

/* Answer every call that waits. */
void waiters_end(struct relay *);
