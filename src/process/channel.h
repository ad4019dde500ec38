/* SPDX-License-Identifier: BSD-2-Clause
 *
 * One message, as one frame, over a socket that keeps messages apart
 * (SOCK_SEQPACKET, unix(7)).  No call raises SIGPIPE, none is broken off by a
 * signal, and none waits longer than it is told.
 *
 * The memory for the frame is the caller's, because what is right differs: a
 * host may log in two users at once, so the module has it for each login; the
 * keeper and the agent are one login, and have it for as long as they live.
 */

#pragma once

#include "wire/message.h"

/* In place of an instant to wait until. */
#define CHANNEL_NOW 0
#define CHANNEL_FOREVER INT64_MAX

struct channel {
    int socket;
    unsigned char *frame; /* FRAME_MAX bytes; wiped when a call returns */
};

/*
 * Send a message, waiting for room until the instant `until` of
 * clock_boottime().  False if the peer is gone or does not read, or if the
 * message does not fit into a frame.
 */
bool channel_send(const struct channel *, enum message_type,
                  const void *message, int64_t until);

/*
 * Receive into ret_message one of the messages that are legal in this state,
 * waiting for one as above.  Returns its type; MESSAGE_NONE if the peer is
 * gone or said nothing; MESSAGE_COUNT for anything else, with ret_message in
 * an unspecified state.  What a peer said before it ended is still received.
 */
enum message_type channel_receive(const struct channel *, enum reading,
                                  union message *ret_message, int64_t until);

/*
 * Wait, as above, until the socket has a message or its peer is gone.  False
 * if it came to neither.
 */
bool channel_wait(int socket, int64_t until);
