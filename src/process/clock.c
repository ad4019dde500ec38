/* SPDX-License-Identifier: BSD-2-Clause */

#include "process/clock.h"

#include <poll.h>
#include <stdbool.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

enum { SECOND = 1000, NANOSECONDS = 1000 * 1000 /* of a millisecond */ };

/* It cannot fail with a clock that the kernel has. */
static int64_t read_clock(clockid_t clock)
{
    struct timespec now = {0};

    (void) clock_gettime(clock, &now);
    return (int64_t) now.tv_sec * SECOND + now.tv_nsec / NANOSECONDS;
}

int64_t clock_monotonic(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

int64_t clock_boottime(void)
{
    return read_clock(CLOCK_BOOTTIME);
}

int64_t clock_realtime(void)
{
    return read_clock(CLOCK_REALTIME);
}

void clock_wait(int64_t until)
{
    const struct itimerspec when = {
        /* An instant rather than a span: a caller who stops this process
         * between two calls does not add to the wait. */
        .it_value = {until / SECOND, until % SECOND * NANOSECONDS}};
    struct pollfd timer = {.fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC),
                           .events = POLLIN};
    bool armed = timer.fd >= 0 && timerfd_settime(timer.fd, TFD_TIMER_ABSTIME,
                                                  &when, NULL) == 0;
    int64_t left = until - clock_monotonic();

    /* Where the host has no descriptor left, the timeout has to do. */
    while (left > 0) {
        /* Nobody reads the timer: once it is over, poll(2) returns at once and
         * the loop sees it by the clock. */
        if (armed)
            (void) poll(&timer, 1, -1);
        else
            (void) poll(NULL, 0, (int) left);
        left = until - clock_monotonic();
    }
    if (timer.fd >= 0)
        close(timer.fd);
}
