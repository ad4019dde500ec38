/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/peer.h"
#include "keeper/peer_timeouts.h"
#include "process/channel.h"
#include "process/clock.h"

/* Both directions of every message pass through here; the keeper has one
 * thread, and the memory is too much for its stack. */
static unsigned char bytes[FRAME_MAX];

bool peer_wait(int socket, int64_t end)
{
    return channel_wait(socket, end);
}

bool peer_send(int socket, enum message_type type, const void *message)
{
    const struct channel channel = {socket, bytes};

    return channel_send(&channel, type, message,
                        clock_boottime() + peer_timeouts.send);
}

bool peer_receive(int socket, enum reading reading,
                  enum message_type *ret_type, union message *ret_message)
{
    const struct channel channel = {socket, bytes};

    *ret_type = channel_receive(&channel, reading, ret_message, CHANNEL_NOW);
    return *ret_type != MESSAGE_NONE && *ret_type != MESSAGE_COUNT;
}
