/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What a silent check and a sign-in have in common: tokens are redeemed,
 * kept, and judged.
 */

#pragma once

#include "keeper/attempt.h"

/* How long the store's lock is waited for, in ms. */
enum { LOCK_WAIT = 5000 };

/*
 * Send an order to the agent that acts as the client, which is started
 * unless it already runs, and receive what redemption_receive does.
 */
bool redemption_order(struct attempt *, enum message_type, const void *order,
                      enum reading);

/*
 * Receive what the client's agent answers.  Keys that the agent misses are
 * fetched anew, once.  False if the attempt ends instead.
 */
bool redemption_receive(struct attempt *, enum reading);

/*
 * Redeem the stored refresh token with the claims of attempt->demand, keep
 * the new one, and prove.  Takes the store's lock meanwhile, and is not
 * interrupted until the new token is kept.  CHECK_PERSON as of attempt_judge
 * or of redemption_prove, and where there is no token to redeem.
 */
enum check redemption_refresh(struct attempt *);

/*
 * Judge whose tokens are in attempt->message: CHECK_MET for those of the
 * user, CHECK_PERSON for another's.
 */
enum check redemption_identify(struct attempt *);

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
