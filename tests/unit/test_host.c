/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The programs that load the module are told apart, and no others are taken
 * for them.
 */

#include "shared/host.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void services_are_told_apart(void **state)
{
    static const struct {
        const char *service;
        enum host host;
    } rows[] = {
        {"sshd", HOST_SSHD},
        {"login", HOST_LOGIN},
        {"sudo", HOST_SUDO},
        {"sudo-i", HOST_SUDO},
        {"su", HOST_SU},
        {"su-l", HOST_SU},
        {"polkit-1", HOST_MUTE},
        {"cron", HOST_MUTE},
        {"crond", HOST_MUTE},
        {"atd", HOST_MUTE},
        {"systemd-user", HOST_MUTE},
        {"gdm-password", HOST_MUTE},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        assert_int_equal(host_of_service(rows[i].service), rows[i].host);
}

/* Those with rights of their own are known by the whole name only. */
static void others_are_others(void **state)
{
    static const char *const services[] = {
        "",      "SSHD",   "sshd ",  "sshd-corp", "ssh",     "sudo-x",
        "sudo-", "su-",    "polkit", "polkit-2",  "crontab", "gdm",
        "logi",  "login1", "ftpd",   "/etc/sshd", "other",
    };

    (void) state;
    for (size_t i = 0; i < sizeof(services) / sizeof(services[0]); i++)
        assert_int_equal(host_of_service(services[i]), HOST_OTHER);
}

/* What nobody filled in has no rights of its own. */
static void the_zero_host_is_another(void **state)
{
    (void) state;
    assert_int_equal(HOST_OTHER, 0);
}

/* What the files of the keeper and the module ask of each host, once more. */
static void each_host_has_its_row(void **state)
{
    enum { NO, YES };
    static const struct {
        enum display display;
        int wait;
        enum limit limit;
        bool shows, remote, names_methods, leader_is_mute, skips_auth;
        bool run_by_caller, names_terminal;
    } expected[HOST_COUNT] = {
        [HOST_OTHER] = {DISPLAY_PROMPT, 180, LIMIT_NONE, YES, NO, NO, NO, NO,
                        NO, NO},
        [HOST_SSHD] = {DISPLAY_PROMPT, 110, LIMIT_CONNECTION, YES, YES, YES,
                       YES, YES, NO, NO},
        [HOST_LOGIN] = {DISPLAY_INFO, 50, LIMIT_TIMER, YES, NO, NO, NO, NO, NO,
                        NO},
        [HOST_SUDO] = {DISPLAY_ERROR, 180, LIMIT_NONE, YES, NO, NO, NO, NO,
                       YES, YES},
        [HOST_SU] = {DISPLAY_ERROR, 180, LIMIT_NONE, YES, NO, NO, NO, NO, YES,
                     NO},
        [HOST_MUTE] = {DISPLAY_INFO, 180, LIMIT_NONE, NO, NO, NO, NO, NO, NO,
                       NO},
    };

    (void) state;
    for (int i = 0; i < HOST_COUNT; i++) {
        const struct host_row *row = host_row(i);

        assert_non_null(row->services);
        assert_int_equal(row->display, expected[i].display);
        assert_int_equal(row->wait, expected[i].wait);
        assert_int_equal(row->limit, expected[i].limit);
        assert_int_equal(row->shows, expected[i].shows);
        assert_int_equal(row->remote, expected[i].remote);
        assert_int_equal(row->names_methods, expected[i].names_methods);
        assert_int_equal(row->leader_is_mute, expected[i].leader_is_mute);
        assert_int_equal(row->skips_auth, expected[i].skips_auth);
        assert_int_equal(row->run_by_caller, expected[i].run_by_caller);
        assert_int_equal(row->names_terminal, expected[i].names_terminal);
    }
}

static void no_number_leaves_the_table(void **state)
{
    (void) state;
    assert_ptr_equal(host_row(HOST_COUNT), host_row(HOST_OTHER));
    assert_ptr_equal(host_row(-1), host_row(HOST_OTHER));
    assert_ptr_not_equal(host_row(HOST_MUTE), host_row(HOST_OTHER));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(services_are_told_apart),
        cmocka_unit_test(others_are_others),
        cmocka_unit_test(the_zero_host_is_another),
        cmocka_unit_test(each_host_has_its_row),
        cmocka_unit_test(no_number_leaves_the_table),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
