/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What a silent check and a sign-in have in common: tokens are redeemed,
 * kept, and judged.
 */

#pragma once

#include "keeper/attempt.h"

/* How long the store's lock is waited for where a sign-in can be shown, in
 * ms. */
enum { LOCK_WAIT = 5000 };

/*
 * Redeem the stored refresh token with the claims of attempt->demand, keep
 * the new one, and prove.  Takes the store's lock meanwhile, and is not
 * interrupted until the new token is kept; or takes over what another login
 * has just proven for this one.  CHECK_PERSON, with the reason noted, where
 * there is no token to redeem, where the provider answers anything but that it
 * is down, that it does not know this client or that it blocks this account,
 * and as of redemption_prove.
 */
enum check redemption_refresh(struct attempt *);

/*
 * Judge whose identity this is: CHECK_MET for the user's, CHECK_PERSON for
 * another's.
 */
enum check redemption_identify(struct attempt *, const struct claims *);

/*
 * Keep the token in attempt->message.  Needs the store's lock.  False where
 * that fails, which is noted and costs a sign-in later, not this login.
 */
bool redemption_keep(struct attempt *);

/*
 * Judge the tokens in attempt->message by the policy, then ask the resource.
 * CHECK_CHALLENGED leaves the resource's demand in attempt->demand,
 * CHECK_PERSON means that the policy is not met.
 */
enum check redemption_prove(struct attempt *);
