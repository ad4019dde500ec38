/* SPDX-License-Identifier: BSD-2-Clause */

#include "process/channel.h"
#include "process/clock.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

/*
 * As poll(2) on one socket until the instant `until`, however many signals
 * come.  It waits by the clock that does not stand still while the machine
 * sleeps, whereas the timeout of poll(2) does; so it looks again at its end.
 */
static int await(int socket, short events, int64_t until)
{
    struct pollfd polled = {.fd = socket, .events = events};
    int64_t left = until - clock_boottime();
    int ready = 0;

    while (ready == 0 && left > 0) {
        /* The timeout of poll(2) is an int of milliseconds. */
        if (left > INT_MAX)
            left = INT_MAX;
        ready = poll(&polled, 1, (int) left);
        if (ready < 0 && errno == EINTR)
            ready = 0;
        left = until - clock_boottime();
    }
    return ready;
}

/* The call itself never waits: it is for await() to know how long.  Room is
 * there again when the peer has read nearly all, as for a send that blocks. */
static ssize_t put(const struct channel *channel, size_t length, int64_t until)
{
    ssize_t count;
    bool again;

    do {
        count = send(channel->socket, channel->frame, length,
                     MSG_NOSIGNAL | MSG_DONTWAIT);
        again = count < 0 && errno == EINTR;
        if (count < 0 && errno == EAGAIN)
            again = await(channel->socket, POLLOUT, until) > 0;
    } while (again);
    return count;
}

/* A peer that ended with a message of ours unread resets the socket once, and
 * only then comes what it said at last.  MSG_TRUNC tells the length of a frame
 * that is too large, instead of passing off its beginning as the whole. */
static ssize_t get(const struct channel *channel, int64_t until)
{
    ssize_t count;
    bool again;

    do {
        count = recv(channel->socket, channel->frame, FRAME_MAX,
                     MSG_TRUNC | MSG_DONTWAIT);
        again = count < 0 && (errno == EINTR || errno == ECONNRESET);
        if (count < 0 && errno == EAGAIN)
            again = await(channel->socket, POLLIN, until) > 0;
    } while (again);
    return count;
}

bool channel_send(const struct channel *channel, enum message_type type,
                  const void *message, int64_t until)
{
    struct frame frame = frame_over(channel->frame, FRAME_MAX);
    bool sent = false;

    /* A socket of this type sends a message as a whole or not at all. */
    if (message_encode(type, message, &frame))
        sent = put(channel, frame.length, until) == (ssize_t) frame.length;
    explicit_bzero(channel->frame, frame.length);
    return sent;
}

enum message_type channel_receive(const struct channel *channel,
                                  enum reading reading,
                                  union message *ret_message, int64_t until)
{
    ssize_t length = get(channel, until);
    enum message_type type = MESSAGE_COUNT;
    struct frame frame;
    bool legal;

    /* A message of no bytes reads like the end, and is as good as one: no
     * message of ours is empty. */
    if (length <= 0)
        return MESSAGE_NONE;
    /* The length is that of the message, of which only FRAME_MAX bytes are
     * here. */
    if (length > FRAME_MAX) {
        explicit_bzero(channel->frame, FRAME_MAX);
        return MESSAGE_COUNT;
    }
    frame = frame_of(channel->frame, (size_t) length);
    legal = message_decode(reading, &frame, &type, ret_message);
    explicit_bzero(channel->frame, (size_t) length);
    /* Whoever sends what is not legal is not listened to any more: there is no
     * next message to be in step with. */
    if (!legal)
        return MESSAGE_COUNT;
    return type;
}

/* An error counts as something to read: the call that reads finds it. */
bool channel_wait(int socket, int64_t until)
{
    return await(socket, POLLIN, until) != 0;
}
