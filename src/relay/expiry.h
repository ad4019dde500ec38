/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Sign-ins that were started at this node and that nobody has ended: each is
 * looked at when its time is over, so that its end is in the log.
 */

#pragma once

#include "relay/relay.h"
#include "relay/sign_in.h"

/* Look at this sign-in once it has expired. */
void expiry_set(struct relay *, const struct sign_in *);

/* It has ended; nothing for one that is not waited for here. */
void expiry_clear(struct relay *, const char *id);

/* Wait for none any more. */
void expiry_close(struct relay *);
