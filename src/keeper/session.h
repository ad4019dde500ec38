/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The keeper's side of one login: one request of the module, one verdict.
 */

#pragma once

#include <stdbool.h>

/*
 * Serve the module at this socket, once.  False if it asked for nothing that
 * can be answered.  A login whose module is gone when the verdict comes gets
 * its line in the log from here.
 */
bool session_serve(int module);
