/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What a process has of the one that started it, through fork(2) and
 * execve(2), and what could slow down, stop or end it: nothing of the caller's
 * is to reach the keeper.  The module sees to what has to be done before the
 * keeper is executed: ids, session, descriptors, signals, umask, environment
 * and working directory.  Timers, alarms and locks end with fork(2).
 */

#pragma once

#include "shared/limits.h"

/*
 * Reset it all.  What could not be had, and why, is appended to ret_kept: it
 * is for the log, and hinders no login.
 */
void process_reset(char ret_kept[LINE_SIZE]);
