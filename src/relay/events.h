/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What happens to sign-ins: counted, and told of in the log.
 */

#pragma once

#include "relay/relay.h"
#include "relay/sign_in.h"

/* One line and one more of this count; the call is NULL for what came by
 * itself, the reason for none. */
void event_of_sign_in(struct relay *, const struct call *, enum count,
                      const struct sign_in *, const char *reason);

/* A host's call was refused for this reason, about such a sign-in where that
 * is known, else NULL. */
void event_refused(struct relay *, const struct call *, const struct sign_in *,
                   const char *reason);

/* The same for a sign-in that has ended: it is nobody's any more. */
void event_of_end(struct relay *, const struct call *, enum count,
                  const struct sign_in *, const char *reason);

/* The word of an event, for the log and the metrics. */
const char *event_word(enum count event);
