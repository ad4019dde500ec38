/* SPDX-License-Identifier: BSD-2-Clause
 *
 * An agent: the unprivileged process that talks to a server for us.  It is
 * started and ended here.
 */

#pragma once

#include "shared/limits.h"

#include <pwd.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct agent {
    pid_t pid; /* 0: not started */
    int socket;
    int64_t requests; /* that it says it made so far */
};

/*
 * The user that agents run as, until the next look-up of a user.  NULL, with
 * what to do in ret_error, if the system has no such user.
 */
const struct passwd *agent_user_find(char ret_error[LINE_SIZE]);

/*
 * Start an agent that will become the user, with a constant environment and
 * one open socket.  False if the system has no room for it.
 */
bool agent_start(struct agent *ret_agent, const struct passwd *user);

/* End the agent at once and forget it; nothing to do if none was started. */
void agent_stop(struct agent *);
