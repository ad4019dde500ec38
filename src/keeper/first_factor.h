/* SPDX-License-Identifier: BSD-2-Clause
 *
 * When a silent success may count: only behind a first factor, because it
 * proves that the account satisfies the policy, not that the person is here.
 */

#pragma once

#include "keeper/identity.h"

/* A silent success may end this attempt. */
bool first_factor_allows_silence(const struct settings *,
                                 const struct login *);

/*
 * The password that was typed is wrong: pam_unix says so of a user whose
 * password it can know, and nobody vouches for another module's.  A line
 * behind `substack` is reached in spite of it.
 */
bool first_factor_failed(const struct settings *, const struct login *);

/* The user of this name is exempt, and a first factor has been shown. */
bool first_factor_exempts(const struct settings *, const struct login *,
                          const char *user);

/*
 * Why what looks like a first factor does not count, for the log; empty where
 * one does, or where there is none to speak of.
 */
const char *first_factor_flaw(const struct settings *, const struct login *);
