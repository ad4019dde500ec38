/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The story of one attempt, from the module's request to its verdict.
 */

#ifndef KEEPER_DECIDE_H
#define KEEPER_DECIDE_H

#include "keeper/attempt.h"

/*
 * Decide the login that attempt->login describes.  attempt->module is
 * the module's socket; the rest is zero.  The verdict is complete whatever
 * happens.
 */
void decide(struct attempt *, struct verdict *ret_verdict);

#endif
