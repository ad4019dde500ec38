/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Limits of a process: set, or as near as an inherited one lets them come.
 */

#include "process/rlimits.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

/* In a child, since a limit that was lowered stays so; and as somebody who
 * cannot lift it. */
static int in_child(bool (*test)(void))
{
    int status = 0;
    pid_t child = fork();

    assert_true(child >= 0);
    if (child == 0) {
        bool nobody = geteuid() != 0 || setresuid(12345, 12345, 12345) == 0;

        _exit(nobody && test() ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return status;
}

static bool is(int resource, rlim_t soft, rlim_t hard)
{
    struct rlimit now;

    return getrlimit(resource, &now) == 0 && now.rlim_cur == soft &&
           now.rlim_max == hard;
}

static bool lower(void)
{
    static const struct rlimit_row rows[] = {{RLIMIT_NOFILE, 32},
                                             {RLIMIT_CORE, 0}};

    return rlimits_set(rows, 2) == RLIMIT_STATE_SET &&
           is(RLIMIT_NOFILE, 32, 32) && is(RLIMIT_CORE, 0, 0);
}

/* The soft limit is lifted up to the hard one; the next is tried as well. */
static bool inherited(void)
{
    static const struct rlimit_row rows[] = {{RLIMIT_NOFILE, 64},
                                             {RLIMIT_CORE, 0}};
    const struct rlimit before = {16, 32};

    if (setrlimit(RLIMIT_NOFILE, &before) != 0)
        return false;
    errno = 0;
    return rlimits_set(rows, 2) == RLIMIT_STATE_LOWER && errno == EPERM &&
           is(RLIMIT_NOFILE, 32, 32) && is(RLIMIT_CORE, 0, 0);
}

static bool no_resource(void)
{
    static const struct rlimit_row rows[] = {{-1, 1}, {RLIMIT_NOFILE, 32}};

    return rlimits_set(rows, 2) == RLIMIT_STATE_FAILED && errno == EINVAL &&
           is(RLIMIT_NOFILE, 32, 32);
}

static void limits_are_set(void **state)
{
    (void) state;
    assert_int_equal(in_child(lower), 0);
}

static void inherited_ones_are_used_up(void **state)
{
    (void) state;
    assert_int_equal(in_child(inherited), 0);
}

static void what_cannot_be_set_is_told(void **state)
{
    (void) state;
    assert_int_equal(in_child(no_resource), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(limits_are_set),
        cmocka_unit_test(inherited_ones_are_used_up),
        cmocka_unit_test(what_cannot_be_set_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
