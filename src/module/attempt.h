/* SPDX-License-Identifier: BSD-2-Clause
 *
 * One attempt to pass one phase of one login, from the module's arguments
 * to the PAM code: the table of contents of this directory.
 */

#pragma once

#include "wire/message.h"

struct pam_handle;

/*
 * Carry out the auth or the account phase for the handle, with the flags
 * and arguments that libpam passed, and return the PAM code for the host.
 * Writes one audit line per decision.  Root's own sudo and su, and an account
 * phase after an auth phase that was granted for the same user, file and
 * section, are no decision of their own and succeed at once.  An account
 * phase after an auth phase that was refused is refused, whatever the
 * configuration says.
 */
int attempt_run(struct pam_handle *, enum phase, int flags, int argc,
                const char **argv);
