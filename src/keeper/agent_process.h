/* SPDX-License-Identifier: BSD-2-Clause
 *
 * An agent: the unprivileged process that talks to a server for us.  It is
 * started and ended here.
 */

#pragma once

#include "shared/limits.h"

#include <stdint.h>
#include <sys/types.h>

/* The absolute path of claims-agent.  Tests link another. */
extern const char agent_path[];

struct agent {
    pid_t pid; /* 0: not started */
    int socket;
    int64_t requests; /* that it says it made so far */
};

/*
 * Start an agent that will become the system user for it, with a constant
 * environment and one open socket.  Returns NULL, or the reason for the log:
 * the system has no room, or no such user, with what to do in ret_error.
 */
const char *agent_start(struct agent *ret_agent, char ret_error[LINE_SIZE]);

/* Hang up: it learns that the login is over, and nothing that it says is heard
 * any more.  It is still to be stopped; nothing to do if none was started. */
void agent_hang_up(struct agent *);

/* Hang up, let it end by itself for a moment, and stop it. */
void agent_part(struct agent *);

/* Hang up, kill the agent and forget it, whether it ends or not; nothing to
 * do if none was started. */
void agent_stop(struct agent *);
