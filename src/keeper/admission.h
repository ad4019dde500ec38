/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What is known of a login without the provider: the configuration, who the
 * user is, and whether anything has to be checked at all.  Each is a step.
 */

#pragma once

#include "keeper/step.h"

/* Read the configuration into context->settings. */
learn_step admission_configure;

/* Stop at a password that was wrong; else get to know the person's screen and
 * note what is to be said of the first factor. */
login_step admission_first_factor;

/* CAME_EXCUSED where the account phase has nothing to check here. */
login_step admission_account;

/* Find out whose identity counts, into context->user. */
learn_step admission_find_user;

/* CAME_EXCUSED for an exempt user, behind a first factor. */
login_step admission_exempt;

/* Stop where a line in front of ours let the login past our auth phase. */
login_step admission_not_skipped;

/* Stop where the user cannot be bound to any identity. */
login_step admission_suitable;

/* Start the clock, open the store, and read what is known of the user into
 * progress->record. */
login_step admission_open_store;
