/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What the relay waits for: in which order, how often, and until when.
 */

#include "process/clock.h"
#include "relay/loop.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <cmocka.h>

enum { TIMERS = 500 };

static struct loop *loop;
static int64_t last_due;
static int fired;

static int open_loop(void **state)
{
    (void) state;
    loop = loop_open();
    fired = 0;
    last_due = 0;
    return loop == NULL;
}

static int close_loop(void **state)
{
    (void) state;
    loop_close(loop);
    return 0;
}

static void in_order(struct timer *timer)
{
    assert_true(timer->due >= last_due);
    assert_true(clock_monotonic() >= timer->due);
    last_due = timer->due;
    fired++;
}

static void stop(struct timer *timer)
{
    (void) timer;
    loop_stop(loop);
}

/* Set in disorder, half of them set again or cleared. */
static void timers_fire_once_in_their_order(void **state)
{
    static struct timer timers[TIMERS];
    struct timer end = {.fire = stop};
    int64_t now = clock_monotonic();

    (void) state;
    srandom(7);
    for (int i = 0; i < TIMERS; i++) {
        timers[i] = (struct timer){.fire = in_order};
        loop_set(loop, &timers[i], now + random() % 30);
    }
    for (int i = 0; i < TIMERS; i += 2)
        loop_set(loop, &timers[i], now + random() % 30);
    for (int i = 0; i < TIMERS; i += 5)
        loop_clear(loop, &timers[i]);
    loop_set(loop, &end, now + 31);
    loop_run(loop);
    assert_int_equal(fired, TIMERS - TIMERS / 5);
}

static struct watch ends[2];

/* Whichever is ready first forgets the other, which is ready as well. */
static void forget_the_other(struct watch *watch, uint32_t events)
{
    assert_true(events & EPOLLIN);
    fired++;
    loop_forget(loop, watch == &ends[0] ? &ends[1] : &ends[0]);
    loop_stop(loop);
}

static void what_is_forgotten_is_not_called(void **state)
{
    int pipes[2][2];

    (void) state;
    for (int i = 0; i < 2; i++) {
        assert_int_equal(pipe(pipes[i]), 0);
        assert_int_equal(write(pipes[i][1], "x", 1), 1);
        ends[i] = (struct watch){pipes[i][0], forget_the_other};
        assert_true(loop_watch(loop, &ends[i], EPOLLIN));
    }
    loop_run(loop);
    assert_int_equal(fired, 1);
    for (int i = 0; i < 2; i++) {
        (void) close(pipes[i][0]);
        (void) close(pipes[i][1]);
    }
}

static void closed_descriptors_are_refused(void **state)
{
    struct watch watch = {-1, forget_the_other};

    (void) state;
    assert_false(loop_watch(loop, &watch, EPOLLIN));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(timers_fire_once_in_their_order,
                                        open_loop, close_loop),
        cmocka_unit_test_setup_teardown(what_is_forgotten_is_not_called,
                                        open_loop, close_loop),
        cmocka_unit_test_setup_teardown(closed_descriptors_are_refused,
                                        open_loop, close_loop),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
