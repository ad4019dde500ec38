/* SPDX-License-Identifier: BSD-2-Clause */

#include "agent/keeper_link.h"

#include "process/channel.h"
#include "process/clock.h"

#include <sys/socket.h>

/* Too large for the stack; an agent has one thread. */
static unsigned char bytes[FRAME_MAX];
static const struct channel channel = {KEEPER_LINK, bytes};

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
    do
        *ret_type =
            channel_receive(&channel, reading, ret_message, CHANNEL_FOREVER);
    /* A paste may cross what has made it superfluous. */
    while (*ret_type == MESSAGE_REPLY && reading != READING_PASTE);
    return *ret_type != MESSAGE_NONE && *ret_type != MESSAGE_COUNT;
}

bool keeper_link_send(const struct http *http, enum message_type type,
                      void *message)
{
    int64_t *requests = message; /* as message.c makes sure */

    /* With each message, so that the log knows them however the agent ends. */
    *requests = http_requests(http);
    return channel_send(&channel, type, message, CHANNEL_FOREVER);
}

bool keeper_link_pause(int64_t milliseconds)
{
    return !channel_wait(KEEPER_LINK, clock_boottime() + milliseconds);
}
