/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The service: listens, lets calls be answered, and ends when it is told to.
 */

#pragma once

#include "relay/settings.h"

/*
 * Serve until SIGTERM or SIGINT; SIGHUP reads certificate and keys anew, and
 * leaves the old ones where they are spoilt.  The exit status: 0 after a
 * signal, 1 with a line in the log that says what to do for what cannot be
 * listened on or read at the start.
 */
int server_run(const struct relay_settings *);
