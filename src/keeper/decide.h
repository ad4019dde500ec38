/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The story of one attempt, from the module's request to its verdict.
 */

#pragma once

#include "keeper/attempt.h"

/*
 * Decide the login that attempt->login describes.  attempt->module is the
 * module's socket, the store is closed, and the rest is zero.  The verdict
 * is complete whatever happens.
 */
void decide(struct attempt *, struct verdict *ret_verdict);
