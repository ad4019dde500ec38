/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The keeper of one attempt: started, spoken to and waited for.
 */

#pragma once

#include "shared/message.h"

#include <sys/types.h>

/* The absolute path of claims-keeper.  Tests link another. */
extern const char keeper_path[];

/* What was received last; large, so it is not on the host's stack. */
struct inbox {
    unsigned char data[FRAME_MAX];
    union message message;
};

struct keeper {
    pid_t pid;
    int socket;
    struct inbox *inbox;
};

/*
 * Start the keeper as root, in a session of its own, with a constant
 * environment and one end of a socket pair as its descriptor 3.  False where
 * this process cannot start it; the caller calls keeper_end() either way.  A
 * program that cannot be executed shows later, as one that is gone.
 */
bool keeper_start(struct keeper *ret_keeper);

/* Send a message.  A keeper that cannot be told is hung up on; it may have
 * ended, and what it said at last is still to be received. */
void keeper_send(struct keeper *, enum message_type, const void *message);

/*
 * Wait for one message that is legal in this state and put it into
 * inbox->message.  MESSAGE_NONE when the keeper is gone, MESSAGE_COUNT for
 * anything that is not such a message.
 */
enum message_type keeper_receive(struct keeper *, enum reading);

/*
 * Hang up, reap the keeper if it ends soon, and free what is owned.  It is
 * never killed: it may be storing a token.
 */
void keeper_end(struct keeper *);
