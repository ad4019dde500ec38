/* SPDX-License-Identifier: BSD-2-Clause */

#include "relay/arrivals.h"

#include "process/clock.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

enum {
    SILENT_MAX = 30 * 1000, /* ms that a connection may say nothing */
    PAUSE = 100,            /* ms where there is no descriptor left */
};

/* A host begins with one of these, and nobody else does. */
#define START "POST /v1/"
#define END "DELETE /v1/"

struct arrival {
    struct watch watch;
    struct timer timer;
    struct arrivals *arrivals;
    struct arrival *next, **place;
    struct sockaddr_storage address;
    socklen_t length;
};

struct arrivals {
    struct watch watch; /* of the listener */
    struct timer timer;
    struct loop *loop;
    int64_t most;
    int64_t count;
    arrivals_take *take;
    void *context;
    struct arrival *first;
};

/* Listen again: one more may be silent, or a descriptor may be free. */
static void accept_more(struct arrivals *arrivals)
{
    loop_clear(arrivals->loop, &arrivals->timer);
    (void) loop_watch(arrivals->loop, &arrivals->watch, EPOLLIN);
}

/* It is in no list from now on; its descriptor is the caller's. */
static int leave(struct arrival *arrival)
{
    struct arrivals *arrivals = arrival->arrivals;
    int connection = arrival->watch.fd;

    loop_forget(arrivals->loop, &arrival->watch);
    loop_clear(arrivals->loop, &arrival->timer);
    *arrival->place = arrival->next;
    if (arrival->next != NULL)
        arrival->next->place = arrival->place;
    arrivals->count--;
    free(arrival);
    accept_more(arrivals);
    return connection;
}

static void give_up(struct timer *timer)
{
    (void) close(leave(OWNER_OF(timer, struct arrival, timer)));
}

static bool begins_with(const char *bytes, size_t length, const char *text)
{
    return length >= strlen(text) && memcmp(bytes, text, strlen(text)) == 0;
}

/* The bytes are looked at and left where they are, for the library to read.
 * One that begins with half a word counts as a browser's: it has more room. */
static void look(struct watch *watch, uint32_t events)
{
    struct arrival *arrival = (struct arrival *) watch;
    struct arrivals *arrivals = arrival->arrivals;
    struct sockaddr_storage address = arrival->address;
    socklen_t length = arrival->length;
    char bytes[sizeof(END)];
    ssize_t count = recv(watch->fd, bytes, sizeof(bytes) - 1, MSG_PEEK);
    bool host;

    (void) events;
    if (count < 0 && errno == EAGAIN)
        return;
    if (count <= 0) {
        (void) close(leave(arrival));
        return;
    }
    host = begins_with(bytes, (size_t) count, START) ||
           begins_with(bytes, (size_t) count, END);
    arrivals->take(arrivals->context, leave(arrival), host,
                   (const struct sockaddr *) &address, length);
}

/* Each has a time to say something, and a place in a list, so that all can be
 * closed at the end. */
static bool take_in(struct arrivals *arrivals, int connection,
                    const struct sockaddr_storage *address, socklen_t length)
{
    struct arrival *arrival = calloc(1, sizeof(*arrival));

    if (arrival == NULL)
        return false;
    arrival->watch.fd = connection;
    arrival->watch.ready = look;
    arrival->timer.fire = give_up;
    arrival->arrivals = arrivals;
    arrival->address = *address;
    arrival->length = length;
    if (!loop_watch(arrivals->loop, &arrival->watch, EPOLLIN)) {
        free(arrival);
        return false;
    }
    arrival->next = arrivals->first;
    arrival->place = &arrivals->first;
    if (arrival->next != NULL)
        arrival->next->place = &arrival->next;
    arrivals->first = arrival;
    arrivals->count++;
    loop_set(arrivals->loop, &arrival->timer, clock_monotonic() + SILENT_MAX);
    return true;
}

/* One after the other, until nobody is there; those behind stay in the
 * system's queue while there are too many, or no descriptor is left. */
static void accept_all(struct watch *watch, uint32_t events)
{
    struct arrivals *arrivals = (struct arrivals *) watch;

    (void) events;
    while (arrivals->count < arrivals->most) {
        struct sockaddr_storage address = {.ss_family = AF_UNSPEC};
        socklen_t length = sizeof(address);
        int connection = accept4(watch->fd, (struct sockaddr *) &address,
                                 &length, SOCK_NONBLOCK | SOCK_CLOEXEC);

        if (connection < 0 && errno == ECONNABORTED)
            continue;
        if (connection < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        if (connection < 0)
            break;
        if (!take_in(arrivals, connection, &address, length))
            (void) close(connection);
    }
    loop_forget(arrivals->loop, watch);
    loop_set(arrivals->loop, &arrivals->timer, clock_monotonic() + PAUSE);
}

static void try_again(struct timer *timer)
{
    accept_more(OWNER_OF(timer, struct arrivals, timer));
}

struct arrivals *arrivals_open(struct loop *loop, int listener, int64_t most,
                               arrivals_take *take, void *context)
{
    struct arrivals *arrivals = calloc(1, sizeof(*arrivals));

    if (arrivals == NULL) {
        (void) close(listener);
        return NULL;
    }
    arrivals->watch.fd = listener;
    arrivals->watch.ready = accept_all;
    arrivals->timer.fire = try_again;
    arrivals->loop = loop;
    arrivals->most = most;
    arrivals->take = take;
    arrivals->context = context;
    accept_more(arrivals);
    return arrivals;
}

void arrivals_close(struct arrivals *arrivals)
{
    if (arrivals == NULL)
        return;
    while (arrivals->first != NULL)
        (void) close(leave(arrivals->first));
    loop_clear(arrivals->loop, &arrivals->timer);
    loop_forget(arrivals->loop, &arrivals->watch);
    (void) close(arrivals->watch.fd);
    free(arrivals);
}
