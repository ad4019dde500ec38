/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The sign-in: the person meets the demand in a browser, and what comes back
 * must be theirs and must really meet it.
 */

#pragma once

#include "keeper/attempt.h"

/*
 * Let the person meet attempt->demand, with credentials where it has to be
 * `fresh`: new, and shown to be so as the configuration says.  False if the
 * attempt ends instead: there is one round, then it
 * is over.
 */
bool sign_in(struct attempt *, bool fresh);
