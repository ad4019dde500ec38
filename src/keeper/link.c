/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/link.h"

#include <string.h>
#include <sys/socket.h>

/* Both directions of every message pass through here; the keeper has one
 * thread, and the memory is too much for its stack. */
static unsigned char bytes[FRAME_MAX];

bool link_send(int socket, enum message_type type, const void *message)
{
    struct frame frame = frame_over(bytes, sizeof(bytes));
    bool sent = message_encode(type, message, &frame) &&
                send(socket, bytes, frame.length, MSG_NOSIGNAL) ==
                    (ssize_t) frame.length;

    explicit_bzero(bytes, frame.length);
    return sent;
}

bool link_receive(int socket, enum reading reading,
                  enum message_type *ret_type, union message *ret_message)
{
    ssize_t length = recv(socket, bytes, sizeof(bytes), MSG_TRUNC);
    struct frame frame;
    bool received;

    if (length <= 0 || (size_t) length > sizeof(bytes))
        return false;
    frame = frame_of(bytes, (size_t) length);
    received = message_decode(reading, &frame, ret_type, ret_message);
    explicit_bzero(bytes, (size_t) length);
    return received;
}
