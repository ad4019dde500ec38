/* SPDX-License-Identifier: BSD-2-Clause
 *
 * When an attempt ends: by the host's own limit, or what is configured.
 */

#include "keeper/deadline.h"
#include "process/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cmocka.h>

enum { SLACK = 2000 /* ms, for a busy machine */ };

/* What is left, in ms, of a deadline that was made just now. */
static int64_t left_of(const struct login *login, int64_t configured)
{
    return deadline_of(login, configured) - clock_boottime();
}

static void assert_about(int64_t left, int64_t expected)
{
    assert_in_range(left, expected - SLACK, expected);
}

static void each_host_has_its_time(void **state)
{
    static const int64_t seconds[HOST_COUNT] = {
        [HOST_OTHER] = 180, [HOST_SSHD] = 110, [HOST_LOGIN] = 50,
        [HOST_SUDO] = 180,  [HOST_SU] = 180,   [HOST_MUTE] = 180,
    };

    (void) state;
    for (int i = 0; i < HOST_COUNT; i++) {
        struct login login = {.host = i, .session = getpid()};

        assert_about(left_of(&login, 0), seconds[i] * 1000);
        assert_about(left_of(&login, 300), 300 * 1000);
    }
}

/* It counts from the start of sshd's process, and leaves the least wait. */
static void the_time_of_sshd_runs_from_the_connection(void **state)
{
    struct login login = {.host = HOST_SSHD, .session = getpid()};
    int64_t started = clock_boottime();
    int64_t full;

    (void) state;
    prctl(PR_SET_NAME, "sshd-session");
    full = left_of(&login, 300);
    usleep(300 * 1000);
    assert_true(left_of(&login, 300) <= full - 300);
    assert_true(deadline_of(&login, 300) <= started + 300 * 1000);
    assert_about(left_of(&login, 5), 5 * 1000);
    login.host = HOST_OTHER;
    assert_true(left_of(&login, 300) > full - 300);
    prctl(PR_SET_NAME, "test_deadline");
}

/* A session that another program leads says nothing of the connection. */
static void the_time_of_another_session_runs_from_now(void **state)
{
    struct login login = {.host = HOST_SSHD, .session = getpid()};

    (void) state;
    usleep(400 * 1000);
    assert_true(left_of(&login, 300) > 300 * 1000 - 200);
    login.session = 0; /* /proc has none */
    assert_true(left_of(&login, 300) > 300 * 1000 - 200);
}

static void the_alarm_of_login_is_not_outlived(void **state)
{
    struct login login = {.host = HOST_LOGIN, .timer = 40 * 1000};

    (void) state;
    assert_about(left_of(&login, 0), 38 * 1000);
    assert_about(left_of(&login, 300), 38 * 1000);
    assert_about(left_of(&login, 30), 30 * 1000);
    login.timer = 100 * 1000; /* LOGIN_TIMEOUT was raised */
    assert_about(left_of(&login, 0), 98 * 1000);
    for (int i = 0; i < HOST_COUNT; i++)
        if (i != HOST_LOGIN) {
            login.host = i;
            assert_true(left_of(&login, 0) > 100 * 1000);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_host_has_its_time),
        cmocka_unit_test(the_time_of_sshd_runs_from_the_connection),
        cmocka_unit_test(the_time_of_another_session_runs_from_now),
        cmocka_unit_test(the_alarm_of_login_is_not_outlived),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
