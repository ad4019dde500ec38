/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The keeper's side of one login: one request of the module, one verdict.
 */

#pragma once

#include <stdbool.h>

/*
 * Serve the module at this socket, once.  What the keeper still has of the
 * caller's process is `kept`, a text for the log or an empty one.  False if it
 * asked for nothing that can be answered.  A login whose module is gone when
 * the verdict comes gets its line in the log from here.
 */
bool session_serve(int module, const char *kept);
