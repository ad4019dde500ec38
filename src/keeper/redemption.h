/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What a silent check and a sign-in have in common: tokens are redeemed,
 * kept, and judged.
 */

#ifndef KEEPER_REDEMPTION_H
#define KEEPER_REDEMPTION_H

#include "keeper/attempt.h"

/* How long the store's lock is waited for, in ms. */
enum { LOCK_WAIT = 5000 };

/* Start the agent that acts as the client, unless it already runs. */
bool redemption_start(struct attempt *);

/*
 * Receive the tokens or the failure that an order led to, in one of the
 * readings that allow both.  Keys that the agent misses are fetched anew,
 * once.  False if the attempt ends instead.
 */
bool redemption_receive(struct attempt *, enum reading);

/*
 * Redeem the record's refresh token with the claims of `demand`, and keep
 * the new one.  Needs the store's lock, and is not interrupted.  CHECK_MET
 * leaves MESSAGE_TOKENS of the bound identity in attempt->message;
 * CHECK_PERSON what is demanded in ret_demand, as attempt_failed does.
 */
enum check redemption_refresh(struct attempt *, const struct demand *,
                              struct demand *ret_demand);

/*
 * Keep the tokens in attempt->message, whose identity is the record's.
 * Needs the store's lock.  A store that cannot be written is noted and
 * costs a sign-in later, not this login.
 */
enum store_result redemption_keep(struct attempt *);

/*
 * Judge the tokens in attempt->message by the policy, then ask the resource.
 * CHECK_CHALLENGED leaves the resource's demand in ret_demand, CHECK_PERSON
 * means that the policy is not met.
 */
enum check redemption_prove(struct attempt *, struct demand *ret_demand);

#endif
