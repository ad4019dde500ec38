/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Successes of the moment: many logins of one user at once queue for the
 * user's token, and what one of them just proved need not be proven by each.
 * A login that had to wait may use the success of another one, of the same
 * user and by the very same settings, whose check began after its own start:
 * it knows then what its own check would have told it.
 */

#pragma once

#include "keeper/step.h"

/* Such a success is there; it is noted for the log.  Needs the store's lock
 * and progress->record. */
bool success_serves(const struct context *, struct ports *,
                    const struct progress *);

/* The step that notes, for other logins, that the silent check which began at
 * progress->began was met.  Failure costs them a check of their own. */
login_step success_note;
