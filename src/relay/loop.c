/* SPDX-License-Identifier: BSD-2-Clause */

#include "relay/loop.h"

#include "process/clock.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

enum { EVENTS_MAX = 256, HEAP_FIRST = 64 };

struct loop {
    int epoll;
    bool stopped;

    /* What epoll_wait(2) has returned, as long as it is gone through: an
     * owner may forget a watch that is still to come. */
    struct epoll_event events[EVENTS_MAX];
    int event_count;

    /* A binary heap from place 1: none is due before the one above it. */
    struct timer **heap;
    long heap_count;
    long heap_room;
};

/* The heap grows when it is full, and never shrinks: as many timers as there
 * were will be there again. */
struct loop *loop_open(void)
{
    struct loop *loop = calloc(1, sizeof(*loop));

    if (loop == NULL)
        return NULL;
    loop->epoll = epoll_create1(EPOLL_CLOEXEC);
    loop->heap_room = HEAP_FIRST;
    loop->heap = calloc(HEAP_FIRST, sizeof(struct timer *));
    if (loop->epoll < 0 || loop->heap == NULL) {
        loop_close(loop);
        return NULL;
    }
    return loop;
}

/* Timers and watches are parts of what their owners have. */
void loop_close(struct loop *loop)
{
    if (loop == NULL)
        return;
    if (loop->epoll >= 0)
        (void) close(loop->epoll);
    free(loop->heap);
    free(loop);
}

/* The common case first: what a watch waits for changes often. */
bool loop_watch(struct loop *loop, struct watch *watch, uint32_t events)
{
    struct epoll_event event = {.events = events, .data.ptr = watch};

    if (epoll_ctl(loop->epoll, EPOLL_CTL_MOD, watch->fd, &event) == 0)
        return true;
    return errno == ENOENT &&
           epoll_ctl(loop->epoll, EPOLL_CTL_ADD, watch->fd, &event) == 0;
}

/* It may be called for another one's event, with this one's still to come. */
void loop_forget(struct loop *loop, struct watch *watch)
{
    (void) epoll_ctl(loop->epoll, EPOLL_CTL_DEL, watch->fd, NULL);
    for (int i = 0; i < loop->event_count; i++)
        if (loop->events[i].data.ptr == watch)
            loop->events[i].data.ptr = NULL;
}

/* A timer knows its place, so that it can be taken out from anywhere. */
static void put(struct loop *loop, long place, struct timer *timer)
{
    loop->heap[place] = timer;
    timer->place = place;
}

/* Where a timer belongs that may be due before those above it. */
static void rise(struct loop *loop, long place, struct timer *timer)
{
    while (place > 1 && loop->heap[place / 2]->due > timer->due) {
        put(loop, place, loop->heap[place / 2]);
        place /= 2;
    }
    put(loop, place, timer);
}

/* Where a timer belongs that may be due after those below it. */
static void sink(struct loop *loop, long place, struct timer *timer)
{
    for (long below = place * 2; below <= loop->heap_count;
         below = place * 2) {
        if (below < loop->heap_count &&
            loop->heap[below + 1]->due < loop->heap[below]->due)
            below++;
        if (loop->heap[below]->due >= timer->due)
            break;
        put(loop, place, loop->heap[below]);
        place = below;
    }
    put(loop, place, timer);
}

/* One place more.  Without memory for it there is no way to go on that would
 * not leave somebody waiting for ever. */
static void make_room(struct loop *loop)
{
    if (loop->heap_count + 1 < loop->heap_room)
        return;
    loop->heap_room *= 2;
    loop->heap = reallocarray(loop->heap, (size_t) loop->heap_room,
                              sizeof(struct timer *));
    if (loop->heap == NULL)
        abort();
}

/* A timer that is set already is moved. */
void loop_set(struct loop *loop, struct timer *timer, int64_t due)
{
    loop_clear(loop, timer);
    make_room(loop);
    timer->due = due;
    loop->heap_count++;
    rise(loop, loop->heap_count, timer);
}

/* The last of the heap takes the place of the one that leaves it. */
void loop_clear(struct loop *loop, struct timer *timer)
{
    long place = timer->place;
    struct timer *last;

    if (place == 0)
        return;
    last = loop->heap[loop->heap_count];
    loop->heap_count--;
    timer->place = 0;
    if (last == timer)
        return;
    if (place > 1 && loop->heap[place / 2]->due > last->due)
        rise(loop, place, last);
    else
        sink(loop, place, last);
}

/* Milliseconds until the first timer is due, for epoll_wait(2). */
static int patience(const struct loop *loop)
{
    int64_t left;

    if (loop->heap_count == 0)
        return -1;
    left = loop->heap[1]->due - clock_monotonic();
    if (left < 0)
        return 0;
    return left > INT_MAX ? INT_MAX : (int) left;
}

/* Only those that are due at this moment: one that sets itself anew must not
 * keep the descriptors waiting. */
static void fire_due(struct loop *loop)
{
    int64_t now = clock_monotonic();

    while (loop->heap_count > 0 && loop->heap[1]->due <= now) {
        struct timer *timer = loop->heap[1];

        loop_clear(loop, timer);
        timer->fire(timer);
    }
}

/* What is ready is gone through before timers, so that a peer's word counts
 * that came before its time was over. */
void loop_run(struct loop *loop)
{
    loop->stopped = false;
    while (!loop->stopped) {
        int count =
            epoll_wait(loop->epoll, loop->events, EVENTS_MAX, patience(loop));

        loop->event_count = count > 0 ? count : 0;
        for (int i = 0; i < loop->event_count; i++) {
            struct watch *watch = loop->events[i].data.ptr;

            if (watch != NULL)
                watch->ready(watch, loop->events[i].events);
        }
        loop->event_count = 0;
        fire_due(loop);
    }
}

/* What is ready at this moment is still gone through. */
void loop_stop(struct loop *loop)
{
    loop->stopped = true;
}
