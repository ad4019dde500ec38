/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The silent check: the cached refresh token is redeemed and what it buys is
 * judged, without a word to the person.
 */

#ifndef KEEPER_SILENT_CHECK_H
#define KEEPER_SILENT_CHECK_H

#include "keeper/attempt.h"

/*
 * CHECK_MET: the account satisfies the policy.  CHECK_PERSON: a sign-in that
 * meets ret_demand is needed.  CHECK_REFUSED: no sign-in would help.
 */
enum check silent_check(struct attempt *, struct demand *ret_demand);

#endif
