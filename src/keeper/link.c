/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/link.h"
#include "keeper/deadline.h"
#include "keeper/patience.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

/* Both directions of every message pass through here; the keeper has one
 * thread, and the memory is too much for its stack. */
static unsigned char bytes[FRAME_MAX];

/* poll() until the instant `end`. */
static bool await(int socket, short events, int64_t end)
{
    struct pollfd polled = {.fd = socket, .events = events};
    int64_t left = end - deadline_now();
    int ready = 0;

    while (ready <= 0 && left > 0) {
        ready = poll(&polled, 1, left < INT_MAX ? (int) left : INT_MAX);
        if (ready < 0 && errno != EINTR)
            return false;
        left = end - deadline_now();
    }
    return ready > 0;
}

bool link_wait(int socket, int64_t end)
{
    return await(socket, POLLIN, end);
}

static bool send_all(int socket, size_t length)
{
    const int64_t end = deadline_now() + patience.send;
    ssize_t count;

    do
        count = send(socket, bytes, length, MSG_NOSIGNAL | MSG_DONTWAIT);
    while (count < 0 && (errno == EAGAIN || errno == EINTR) &&
           await(socket, POLLOUT, end));
    return count == (ssize_t) length;
}

bool link_send(int socket, enum message_type type, const void *message)
{
    struct frame frame = frame_over(bytes, sizeof(bytes));
    bool sent = message_encode(type, message, &frame) &&
                send_all(socket, frame.length);

    explicit_bzero(bytes, frame.length);
    return sent;
}

bool link_receive(int socket, enum reading reading,
                  enum message_type *ret_type, union message *ret_message)
{
    ssize_t length =
        recv(socket, bytes, sizeof(bytes), MSG_TRUNC | MSG_DONTWAIT);
    struct frame frame;
    bool received;

    if (length <= 0 || (size_t) length > sizeof(bytes))
        return false;
    frame = frame_of(bytes, (size_t) length);
    received = message_decode(reading, &frame, ret_type, ret_message);
    explicit_bzero(bytes, (size_t) length);
    return received;
}
