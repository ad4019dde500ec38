/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The library that knows login sessions is found where it is installed, and
 * answers.
 */

#include "keeper/logind.h"

#include <dlfcn.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

static void is_loaded_on_demand(void **state)
{
    struct logind logind = {0};
    char *session = NULL;
    bool loaded;

    (void) state;
    assert_null(dlopen("libsystemd.so.0", RTLD_NOW | RTLD_NOLOAD));
    loaded = logind_load(&logind);
    assert_int_equal(
        loaded, dlopen("libsystemd.so.0", RTLD_NOW | RTLD_NOLOAD) != NULL);
    if (!loaded)
        return;
    assert_true(logind.pid_get_session(getpid(), &session) < 0 ||
                session != NULL);
    assert_true(logind.session_is_remote("no/session") < 0);
    assert_true(logind.session_get_seat("no/session", &session) < 0);
    free(session);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_loaded_on_demand),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
