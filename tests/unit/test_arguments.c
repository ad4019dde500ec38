/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What a PAM line may say, and what it must not.
 */

#include "module/arguments.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { ARGUMENTS_MAX = 4 };

static int count(const char *const *argv)
{
    int argc = 0;

    while (argc < ARGUMENTS_MAX && argv[argc] != NULL)
        argc++;
    return argc;
}

static void good_lines_are_understood(void **state)
{
    static const struct {
        const char *argv[ARGUMENTS_MAX];
        const char *conf;
        const char *section;
        bool debug;
    } rows[] = {
        {{NULL}, "", "sshd", false},
        {{"debug"}, "", "sshd", true},
        {{"conf=/x"}, "/x", "sshd", false},
        {{"service=bastion"}, "", "bastion", false},
        {{"service=a", "debug", "conf=/etc/a=b"}, "/etc/a=b", "a", true},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct login login = {.service = "sshd"};
        const char *argv[ARGUMENTS_MAX];
        bool debug = false;

        memcpy(argv, rows[i].argv, sizeof(argv));
        assert_null(arguments_parse(count(argv), argv, &login, &debug));
        assert_string_equal(login.conf, rows[i].conf);
        assert_string_equal(login.section, rows[i].section);
        assert_int_equal(debug, rows[i].debug);
    }
}

static void the_first_bad_argument_is_named(void **state)
{
    static const struct {
        const char *argv[ARGUMENTS_MAX];
        const char *refused;
    } rows[] = {
        {{"nullok"}, "nullok"},
        {{"Debug"}, "Debug"},
        {{"debug=1"}, "debug=1"},
        {{"debug", "debugg", "x"}, "debugg"},
        {{"conf"}, "conf"},
        {{"conf="}, "conf="},
        {{"conf=etc/x"}, "conf=etc/x"},
        {{"service="}, "service="},
        {{"conf=/a", "conf=/b"}, "conf=/b"},
        {{"service=a", "service=b"}, "service=b"},
        {{"debug", "debug"}, "debug"},
        {{""}, ""},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct login login = {.service = "sshd"};
        const char *argv[ARGUMENTS_MAX];
        const char *refused;
        bool debug = false;

        memcpy(argv, rows[i].argv, sizeof(argv));
        refused = arguments_parse(count(argv), argv, &login, &debug);
        assert_non_null(refused);
        assert_string_equal(refused, rows[i].refused);
        assert_false(debug);
    }
}

static void values_that_do_not_fit_are_refused(void **state)
{
    static char conf[5 + PATH_SIZE + 1] = "conf=/";
    static char section[8 + WORD_SIZE + 1] = "service=";
    const char *argv[] = {conf, section};
    struct login login = {.service = "sshd"};
    bool debug = false;

    (void) state;
    memset(conf + 6, 'x', PATH_SIZE - 2);
    memset(section + 8, 'x', WORD_SIZE - 1);
    assert_null(arguments_parse(2, argv, &login, &debug));

    conf[5 + PATH_SIZE - 1] = 'x';
    login = (struct login){.service = "sshd"};
    assert_ptr_equal(arguments_parse(2, argv, &login, &debug), conf);

    conf[5 + PATH_SIZE - 1] = '\0';
    section[8 + WORD_SIZE - 1] = 'x';
    login = (struct login){.service = "sshd"};
    assert_ptr_equal(arguments_parse(2, argv, &login, &debug), section);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_lines_are_understood),
        cmocka_unit_test(the_first_bad_argument_is_named),
        cmocka_unit_test(values_that_do_not_fit_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
