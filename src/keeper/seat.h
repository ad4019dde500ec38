/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Where the person is: at this machine, or at another one.
 */

#pragma once

#include <stdbool.h>
#include <sys/types.h>

/*
 * Somebody who logs in on this terminal, in this process of the host, sits at
 * this machine: logind or utmp says so, and neither of them, nor an sshd or
 * the like among the ancestors of the process, says otherwise.  False where
 * nothing is known: a browser elsewhere cannot come back to this machine.
 */
bool seat_is_here(const char *tty, pid_t host);
