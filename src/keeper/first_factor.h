/* SPDX-License-Identifier: BSD-2-Clause
 *
 * When a silent success may count: only behind a first factor, because it
 * proves that the account satisfies the policy, not that the person is here.
 */

#pragma once

#include "keeper/identity.h"

/* A silent success may end this login. */
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
 * What the log should say of the first factor: why one that looks like it does
 * not count, or that one counts in spite of pam_unix.  Empty for none.
 */
const char *first_factor_flaw(const struct settings *, const struct login *);
