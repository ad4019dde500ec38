/* SPDX-License-Identifier: BSD-2-Clause
 *
 * An agent: the unprivileged process that talks to a server for us.  It is
 * started, spoken to within the attempt's deadline, and ended here.
 */

#ifndef KEEPER_AGENT_PROCESS_H
#define KEEPER_AGENT_PROCESS_H

#include "shared/message.h"

#include <sys/types.h>

struct agent {
    pid_t pid; /* 0: not started */
    int socket;
    int64_t requests; /* that it says it made so far */
};

/* What ends a wait. */
enum wait_end {
    WAIT_BROKEN = 0, /* the agent died or broke the protocol */
    WAIT_MESSAGE,
    WAIT_CANCELLED, /* by the module, or it is gone */
    WAIT_DEADLINE,
};

/* Whose end a wait looks out for. */
struct patience {
    int module; /* its socket, -1 while nothing may interrupt us */
    int64_t deadline;
    int reason; /* after WAIT_CANCELLED: enum cancel_reason */
};

/*
 * The ids of the agent's user.  False, with what to do in ret_error, if the
 * system has no such user.
 */
bool agent_user_find(uid_t *ret_uid, gid_t *ret_gid,
                     char ret_error[LINE_SIZE]);

/*
 * Start an agent that will become the user uid and gid, with a constant
 * environment and one open socket.  False if the system has no room for it.
 */
bool agent_start(struct agent *ret_agent, uid_t uid, gid_t gid);

/* Send a message; false if the agent is gone or the message too large. */
bool agent_send(struct agent *, enum message_type, const void *message);

/* Wait for one of the messages that are legal in this state. */
enum wait_end agent_receive(struct agent *, struct patience *, enum reading,
                            enum message_type *ret_type,
                            union message *ret_message);

/* End the agent at once and forget it; nothing to do if none was started. */
void agent_stop(struct agent *);

#endif
