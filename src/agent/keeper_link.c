/* SPDX-License-Identifier: BSD-2-Clause */

#include "agent/keeper_link.h"

#include <limits.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

/* Too large for the stack; an agent has one thread of ours. */
static unsigned char bytes[FRAME_MAX];

bool keeper_link_is_open(void)
{
    int type = 0;
    socklen_t size = sizeof(type);

    return getsockopt(KEEPER_LINK, SOL_SOCKET, SO_TYPE, &type, &size) == 0 &&
           type == SOCK_SEQPACKET;
}

bool keeper_link_receive(enum reading reading, enum message_type *ret_type,
                         union message *ret_message)
{
    struct frame frame;
    ssize_t length = recv(KEEPER_LINK, bytes, sizeof(bytes), MSG_TRUNC);
    bool legal;

    if (length <= 0 || (size_t) length > sizeof(bytes))
        return false;
    frame = frame_of(bytes, (size_t) length);
    legal = message_decode(reading, &frame, ret_type, ret_message);
    explicit_bzero(bytes, (size_t) length);
    /* A paste may cross what has made it superfluous. */
    if (legal && *ret_type == MESSAGE_REPLY && reading != READING_PASTE)
        return keeper_link_receive(reading, ret_type, ret_message);
    return legal;
}

bool keeper_link_send(const struct http *http, enum message_type type,
                      void *message)
{
    struct frame frame = frame_over(bytes, sizeof(bytes));
    int64_t *requests = message; /* as message.c makes sure */
    bool sent;

    *requests = http_requests(http);
    sent = message_encode(type, message, &frame) &&
           send(KEEPER_LINK, bytes, frame.length, MSG_NOSIGNAL) ==
               (ssize_t) frame.length;
    explicit_bzero(bytes, frame.length);
    return sent;
}

bool keeper_link_pause(int64_t milliseconds)
{
    struct pollfd polled = {.fd = KEEPER_LINK, .events = POLLIN};
    int wait = milliseconds < INT_MAX ? (int) milliseconds : INT_MAX;

    return poll(&polled, 1, wait) == 0;
}
