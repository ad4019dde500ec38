/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Messages over the keeper's sockets: to the module that started it and to
 * the agents that it starts.
 */

#pragma once

#include "wire/message.h"

/*
 * Send a message; false if the peer is gone, does not read, or the message is
 * too large.
 */
bool peer_send(int socket, enum message_type, const void *message);

/*
 * Wait until the peer sent something or is gone; false if it did neither
 * until the instant `end`, on clock_boottime()'s scale.
 */
bool peer_wait(int socket, int64_t end);

/*
 * Receive one of the messages that are legal in this state; false if the peer
 * is gone or sent nothing or anything else.
 */
bool peer_receive(int socket, enum reading, enum message_type *ret_type,
                  union message *ret_message);
