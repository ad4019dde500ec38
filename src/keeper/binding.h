/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Which identity at the provider a local user is: found in the store, made by
 * a sign-in.  Silent logins use it and never change it.
 */

#pragma once

#include "keeper/step.h"

/*
 * Note for the log what is wrong with the binding of a record that was just
 * read.  False if the login ends, because the user was bound, to whom cannot
 * be read, and `rebind = deny`.
 */
bool binding_judge(const struct settings *, const struct record *,
                   struct remarks *, struct ending *ret_ending);

/*
 * Bind the user to the identity of these claims, which is the user's, or note
 * its new name.  Needs the store's lock.  False where that could not be
 * stored, which is noted.
 */
bool binding_keep(struct token_store *, struct record *, const struct claims *,
                  struct remarks *);
