/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Every outcome in every host and phase, against the table that the manual
 * page shows, written out.
 */

#include "module/pam_status.h"

#include <security/pam_appl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* One line per outcome: other, sshd, login, sudo, su, mute; account. */
static const int expected[OUTCOME_COUNT][HOST_COUNT + 1] = {
    [OUTCOME_ERROR] = {PAM_SYSTEM_ERR, PAM_MAXTRIES, PAM_MAXTRIES, PAM_ABORT,
                       PAM_AUTH_ERR, PAM_SYSTEM_ERR, PAM_SYSTEM_ERR},
    [OUTCOME_CONFIGURATION] = {PAM_SYSTEM_ERR, PAM_MAXTRIES, PAM_MAXTRIES,
                               PAM_ABORT, PAM_AUTH_ERR, PAM_SYSTEM_ERR,
                               PAM_SYSTEM_ERR},
    [OUTCOME_GRANTED] = {PAM_SUCCESS, PAM_SUCCESS, PAM_SUCCESS, PAM_SUCCESS,
                         PAM_SUCCESS, PAM_SUCCESS, PAM_SUCCESS},
    [OUTCOME_DECLINED] = {PAM_AUTH_ERR, PAM_MAXTRIES, PAM_MAXTRIES, PAM_ABORT,
                          PAM_AUTH_ERR, PAM_AUTH_ERR, PAM_AUTH_ERR},
    [OUTCOME_EXPIRED] = {PAM_AUTH_ERR, PAM_MAXTRIES, PAM_MAXTRIES, PAM_ABORT,
                         PAM_AUTH_ERR, PAM_AUTH_ERR, PAM_AUTH_ERR},
    [OUTCOME_CANCELLED] = {PAM_AUTH_ERR, PAM_MAXTRIES, PAM_MAXTRIES, PAM_ABORT,
                           PAM_AUTH_ERR, PAM_AUTH_ERR, PAM_AUTH_ERR},
    [OUTCOME_WRONG_PERSON] = {PAM_MAXTRIES, PAM_MAXTRIES, PAM_MAXTRIES,
                              PAM_ABORT, PAM_AUTH_ERR, PAM_MAXTRIES,
                              PAM_PERM_DENIED},
    [OUTCOME_BLOCKED] = {PAM_MAXTRIES, PAM_MAXTRIES, PAM_MAXTRIES, PAM_ABORT,
                         PAM_AUTH_ERR, PAM_MAXTRIES, PAM_PERM_DENIED},
    [OUTCOME_NOT_MET] = {PAM_MAXTRIES, PAM_MAXTRIES, PAM_MAXTRIES, PAM_ABORT,
                         PAM_AUTH_ERR, PAM_MAXTRIES, PAM_PERM_DENIED},
    [OUTCOME_NOT_SHOWN] = {PAM_AUTH_ERR, PAM_MAXTRIES, PAM_MAXTRIES, PAM_ABORT,
                           PAM_AUTH_ERR, PAM_AUTH_ERR, PAM_PERM_DENIED},
    [OUTCOME_UNSUITABLE] = {PAM_AUTH_ERR, PAM_MAXTRIES, PAM_MAXTRIES,
                            PAM_ABORT, PAM_AUTH_ERR, PAM_AUTH_ERR,
                            PAM_PERM_DENIED},
    [OUTCOME_UNAVAILABLE] = {PAM_AUTHINFO_UNAVAIL, PAM_MAXTRIES, PAM_MAXTRIES,
                             PAM_ABORT, PAM_AUTH_ERR, PAM_AUTHINFO_UNAVAIL,
                             PAM_AUTHINFO_UNAVAIL},
    [OUTCOME_UNTRUSTED] = {PAM_AUTH_ERR, PAM_MAXTRIES, PAM_MAXTRIES, PAM_ABORT,
                           PAM_AUTH_ERR, PAM_AUTH_ERR, PAM_PERM_DENIED},
};

static void auth_codes_are_those_of_the_table(void **state)
{
    (void) state;
    for (int i = 0; i < OUTCOME_COUNT; i++)
        for (int j = 0; j < HOST_COUNT; j++)
            assert_int_equal(
                pam_status((enum outcome) i, PHASE_AUTH, (enum host) j),
                expected[i][j]);
}

static void account_codes_are_the_same_in_all_hosts(void **state)
{
    (void) state;
    for (int i = 0; i < OUTCOME_COUNT; i++)
        for (int j = 0; j < HOST_COUNT; j++)
            assert_int_equal(
                pam_status((enum outcome) i, PHASE_ACCOUNT, (enum host) j),
                expected[i][HOST_COUNT]);
}

static void only_granted_is_a_success(void **state)
{
    (void) state;
    for (int i = -1; i <= OUTCOME_COUNT + 1; i++)
        for (int j = 0; j < HOST_COUNT; j++)
            for (int phase = 0; phase < PHASE_COUNT; phase++)
                assert_int_equal(pam_status((enum outcome) i,
                                            (enum phase) phase,
                                            (enum host) j) == PAM_SUCCESS,
                                 i == OUTCOME_GRANTED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(auth_codes_are_those_of_the_table),
        cmocka_unit_test(account_codes_are_the_same_in_all_hosts),
        cmocka_unit_test(only_granted_is_a_success),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
