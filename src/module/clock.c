/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The clock; apart from patience.c, which tests replace.
 */

#include "module/patience.h"

#include <poll.h>
#include <stdbool.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

int64_t clock_now(void)
{
    struct timespec now = {0};

    (void) clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t) now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void clock_wait(int64_t until)
{
    struct itimerspec when = {
        .it_value = {until / 1000, until % 1000 * 1000000}};
    struct pollfd timer = {.fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC),
                           .events = POLLIN};
    bool armed = timer.fd >= 0 && timerfd_settime(timer.fd, TFD_TIMER_ABSTIME,
                                                  &when, NULL) == 0;
    int64_t left = until - clock_now();

    while (left > 0) {
        /* Without a timer poll's own timeout has to do. */
        int timeout = (int) left;

        if (armed)
            timeout = -1;
        (void) poll(&timer, 1, timeout);
        left = until - clock_now();
    }
    if (timer.fd >= 0)
        close(timer.fd);
}
