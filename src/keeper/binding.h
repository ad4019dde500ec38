/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Which identity at the provider a local user is: found in the store, made by
 * a sign-in.  Silent logins use it and never change it.
 */

#pragma once

#include "keeper/attempt.h"

/*
 * Note for the log what is wrong with the binding of attempt->record, which
 * was just read.  False if the attempt ends, because the user was bound, to
 * whom cannot be read, and `rebind = deny`.
 */
bool binding_judge(struct attempt *);

/*
 * Bind the user to the identity in attempt->message, which is the user's, or
 * note its new name.  Needs the store's lock.  False where that could not be
 * stored, which is noted.
 */
bool binding_keep(struct attempt *);
