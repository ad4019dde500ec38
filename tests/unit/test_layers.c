/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Kernels that lack a layer of the confinement.
 */

#include "keeper/layers.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cmocka.h>

static long landlock;
static int seccomp;

/* In place of the kernel. */
long syscall(long number, ...)
{
    (void) number;
    return landlock;
}

int prctl(int option, ...)
{
    (void) option;
    return seccomp;
}

static void missing_layers_are_named(void **state)
{
    static const struct {
        long landlock;
        int seccomp;
        const char *missing;
    } rows[] = {
        {7, 0, ""},          {4, 2, ""},         {3, 0, "ports in Landlock"},
        {-1, 0, "Landlock"}, {7, -1, "seccomp"}, {-1, -1, "Landlock, seccomp"},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char missing[WORD_SIZE] = "x";

        landlock = rows[i].landlock;
        seccomp = rows[i].seccomp;
        layers_missing(missing);
        assert_string_equal(missing, rows[i].missing);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(missing_layers_are_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
