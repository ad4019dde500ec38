/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What has to be shown before anybody is let in: that the tokens are of the
 * user, meet the policy and are accepted by the resource, which are steps that
 * judge progress->tokens; and what has to hold besides.
 */

#pragma once

#include "keeper/step.h"

/* Whose tokens these are that a refresh brought.  CAME_PERSON for another's,
 * or where an ID token is missing that has something to show. */
login_step proof_of_refreshed_identity;

/* Whose tokens these are that a sign-in brought.  The login ends for anybody
 * else's. */
login_step proof_of_signed_in_identity;

/* That they meet what this host's configuration demands.  CAME_PERSON where
 * they do not. */
login_step proof_of_policy;

/* That the resource accepts them, where there is one.  CAME_CHALLENGED leaves
 * what it asks for in progress->demand. */
login_step proof_to_resource;

/* That a silent success counts, because a first factor was shown.
 * CAME_PERSON where not. */
login_step proof_of_first_factor;

/* That the person, who has signed in, is still there. */
login_step proof_of_presence;

/* That there is time left. */
login_step proof_of_time;
