/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The sign-in: the person meets the demand in a browser, and what comes back
 * is kept.  Each is a step.
 */

#pragma once

#include "keeper/step.h"

/*
 * Whether the person can be asked.  The login ends where not, by what
 * progress->before says, which is why a sign-in is needed.
 */
login_step sign_in_is_possible;

/*
 * Let the person meet progress->demand, by credentials where no first factor
 * was shown, and leave progress->tokens.  There is one round, of a few
 * invitations, then it is over.
 */
login_step sign_in_run;

/*
 * Take the store's lock, which sign_in_keep gives back, and read the record
 * again: whoever was bound meanwhile counts.  A stored token that is known to
 * be of no use is discarded.
 */
login_step sign_in_reread;

/*
 * Bind the user to the identity of progress->tokens, which is the user's, and
 * keep the token; progress->kept says whether that was possible.  What was
 * demanded so far is met, or never will be: progress->demand is empty again.
 */
login_step sign_in_keep;

/* Whether a refresh can show what the resource asked for after the sign-in.
 * CAME_PERSON where there is nothing to redeem. */
login_step sign_in_can_refresh;

/* End the login because the sign-in did not meet what was demanded, by what
 * progress->before says. */
login_step sign_in_not_met;
