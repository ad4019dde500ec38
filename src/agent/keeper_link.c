/* SPDX-License-Identifier: BSD-2-Clause */

#include "agent/keeper_link.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

/* Too large for the stack; an agent has one thread of ours. */
static unsigned char bytes[FRAME_MAX];

bool keeper_link_is_open(void)
{
    int domain = 0;
    int type = 0;
    socklen_t size = sizeof(int);

    return getsockopt(KEEPER_LINK, SOL_SOCKET, SO_DOMAIN, &domain, &size) ==
               0 &&
           getsockopt(KEEPER_LINK, SOL_SOCKET, SO_TYPE, &type, &size) == 0 &&
           domain == AF_UNIX && type == SOCK_SEQPACKET;
}

bool keeper_receive(enum reading reading, enum message_type *ret_type,
                    union message *ret_message)
{
    struct frame frame;
    ssize_t length;
    bool legal;

    do
        length = recv(KEEPER_LINK, bytes, sizeof(bytes), MSG_TRUNC);
    while (length < 0 && errno == EINTR);
    if (length <= 0 || (size_t) length > sizeof(bytes))
        return false;
    frame = frame_of(bytes, (size_t) length);
    legal = message_decode(reading, &frame, ret_type, ret_message);
    explicit_bzero(bytes, (size_t) length);
    return legal;
}

bool keeper_send(enum message_type type, const void *message)
{
    struct frame frame = frame_over(bytes, sizeof(bytes));
    bool sent = message_encode(type, message, &frame) &&
                send(KEEPER_LINK, bytes, frame.length, MSG_NOSIGNAL) ==
                    (ssize_t) frame.length;

    explicit_bzero(bytes, frame.length);
    return sent;
}

bool keeper_pause(int64_t milliseconds)
{
    struct pollfd polled = {.fd = KEEPER_LINK, .events = POLLIN};
    int wait = milliseconds < INT_MAX ? (int) milliseconds : INT_MAX;

    return poll(&polled, 1, wait) == 0;
}
