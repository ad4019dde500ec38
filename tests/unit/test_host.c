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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(services_are_told_apart),
        cmocka_unit_test(others_are_others),
        cmocka_unit_test(the_zero_host_is_another),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
