/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The redemption of the stored refresh token, silently: nothing is said to
 * the person.
 */

#pragma once

#include "keeper/step.h"

/* How long the store's lock is waited for where a sign-in can be shown, in
 * ms. */
enum { LOCK_WAIT = 5000 };

/*
 * The step that finds out whether there is anything to ask silently: for a
 * success that may count, or of a resource, because only it knows what the
 * sign-in has to meet.  CAME_PERSON where there is not.
 */
login_step redemption_is_of_use;

/*
 * The step that redeems the stored refresh token with the claims of
 * progress->demand, keeps the new one, and leaves progress->tokens, which are
 * of who is bound.  Takes the store's lock meanwhile, and is not interrupted
 * until the new token is kept.  CAME_SHARED where another login has just
 * proven for this one what is to be proven.  CAME_PERSON where there is no
 * token to redeem, and where the provider answers anything but that it is
 * down, that it does not know this client or that it blocks this account.
 */
login_step redemption_run;

/*
 * Keep the refresh token of these tokens in the record and the store.  Needs
 * the store's lock.  False where that fails, which is noted and costs a
 * sign-in later, not this login.
 */
bool redemption_keep(struct token_store *, struct record *,
                     const struct tokens *, struct remarks *);
