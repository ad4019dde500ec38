/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The hang-up of sudo's terminal.  sudo speaks on the terminal of its session,
 * also where its descriptors 0 to 2 lead elsewhere, so that the module, which
 * opens nothing, cannot see it go.
 */

#pragma once

#include "wire/message.h"

/* sudo can show something and named a terminal, `login->tty`, which has to be
 * watched. */
bool hangup_is_expected(const struct login *);

/*
 * Open that terminal.  Returns a descriptor that the caller closes, or -1
 * where none was named or the name leads to no terminal.
 */
int hangup_watch(const struct login *);

/* The terminal behind a descriptor of hangup_watch() was hung up; false for
 * -1. */
bool hangup_happened(int terminal);
