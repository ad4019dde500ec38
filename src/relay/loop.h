/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What the relay waits for: descriptors, by epoll(7), and instants of
 * clock_monotonic().  One thread does all of its work, in functions that never
 * block.
 */

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct loop;

/* What a watch or a timer is a part of. */
#define OWNER_OF(part, type, member)                                          \
    ((type *) (void *) ((char *) (part) -offsetof(type, member)))

/* A descriptor that is waited for; part of what its owner keeps of it. */
struct watch {
    int fd;
    void (*ready)(struct watch *, uint32_t events); /* EPOLLIN and so on */
};

/* An instant that is waited for, once; part of what its owner keeps. */
struct timer {
    void (*fire)(struct timer *);
    int64_t due; /* of clock_monotonic(), in milliseconds */
    long place;  /* the loop's; 0 while nothing is waited for */
};

/* NULL where the system has no descriptor or memory for it. */
struct loop *loop_open(void);

/* Give back the loop; what it waited for is its owners'. */
void loop_close(struct loop *);

/*
 * Begin to wait for these events of watch->fd, or for others than before.
 * False, with errno set, where the system refuses.
 */
bool loop_watch(struct loop *, struct watch *, uint32_t events);

/* End it: `ready` is not called again, even for what has happened before.
 * The descriptor is still open, and the owner's. */
void loop_forget(struct loop *, struct watch *);

/* Call timer->fire at this instant, once; in place of the one before it. */
void loop_set(struct loop *, struct timer *, int64_t due);

/* Wait for that instant no more; nothing for a timer that is not set. */
void loop_clear(struct loop *, struct timer *);

/* Call what is ready until loop_stop(). */
void loop_run(struct loop *);
void loop_stop(struct loop *);
