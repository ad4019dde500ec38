/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The keeper of one attempt: started, spoken to and waited for.
 */

#pragma once

#include "wire/message.h"

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
    int process; /* a pidfd; -1 where the kernel has none (before 5.3) */
    int socket;
    int words; /* of its standard error until it begins, -1 for none */
    struct inbox *inbox;
};

/*
 * Start the keeper as root, in a session of its own, with a constant
 * environment and one end of a socket pair as its descriptor 3.  Its standard
 * error is a pipe that never blocks it.  False where this process cannot
 * start it; the caller calls keeper_end() either way.  A program that cannot
 * be executed shows later, as one that is gone.
 */
bool keeper_start(struct keeper *ret_keeper);

/* Send a message.  False for a keeper that cannot be told, which is hung up
 * on; it may have ended, and what it said at last is still to be received. */
bool keeper_send(struct keeper *, enum message_type, const void *message);

/*
 * Receive one message that is legal in this state and put it into
 * inbox->message.  MESSAGE_NONE when the keeper is gone, MESSAGE_COUNT for
 * anything that is not such a message.
 */
enum message_type keeper_receive(struct keeper *, enum reading);

/*
 * Why the keeper could not begin: the dynamic loader's words or execve's
 * error, one printable line; empty where there is none.  Does not wait.
 */
void keeper_last_words(const struct keeper *, char ret_words[LINE_SIZE]);

/*
 * Hang up, reap the keeper if it ends soon, and free what is owned.  It is
 * never killed: it may be storing a token.
 */
void keeper_end(struct keeper *);
