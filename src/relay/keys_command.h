/* SPDX-License-Identifier: BSD-2-Clause
 *
 * `claims-relay keys`, for the administrator.
 */

#pragma once

#include "relay/settings.h"

/* What is wrong with the arguments behind "keys", NULL for nothing. */
const char *keys_command_flaw(int count, char *const *arguments);

/*
 * Add a key, whose text goes to standard output, list all or revoke one, as
 * arguments say that have no flaw.  The exit status: 0, or 1 with a line on
 * standard error that says what to do.
 */
int keys_command_run(const struct relay_settings *, int count,
                     char *const *arguments);
