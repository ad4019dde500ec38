/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What a PAM handle remembers of our auth lines, each known by its
 * configuration file (login->conf) and section (login->section).
 */

#pragma once

#include "wire/message.h"

struct pam_handle;

/*
 * Remember how this login's auth line decided about login->user; it replaces
 * what the same line decided before.  Where there is no memory for a success,
 * the account phase asks.
 */
void mark_set(struct pam_handle *, const struct login *, enum outcome);

/* This login's own auth line let in login->user: another file, section or
 * user does not count. */
bool mark_is_granted(struct pam_handle *, const struct login *);

/*
 * This login's own auth line refused, or whichever was run last, and with
 * what outcome: a PAM line whose control overrules that must not lead to a
 * session.
 */
bool mark_is_refused(struct pam_handle *, const struct login *,
                     enum outcome *ret_outcome);
