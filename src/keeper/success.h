/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Successes of the moment: many logins of one user at once queue for the
 * user's token, and what one of them just proved need not be proven by each.
 * A login that had to wait may use the success of another one, of the same
 * user and by the very same settings, whose check began after its own start:
 * it knows then what its own check would have told it.
 */

#pragma once

#include "keeper/attempt.h"

/* Such a success is there; it is noted for the log.  Needs the store's lock
 * and attempt->record. */
bool success_serves(struct attempt *);

/* Note that the silent check that began then, on deadline_now's scale, was
 * met.  Failure costs others a check of their own. */
void success_note(const struct attempt *, int64_t began);
