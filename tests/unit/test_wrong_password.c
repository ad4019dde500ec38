/* SPDX-License-Identifier: BSD-2-Clause
 *
 * A wrong password asks nobody for a sign-in, and is told from a password
 * that pam_unix cannot know.
 */

#include "scratch.h"

#include "keeper/first_factor.h"

static const char shadow[] = "root:*:19000:0:99999:7:::\n"
                             "alice:$y$j9T$salt$hash:19000:0:99999:7:::\n"
                             "bob:!$y$j9T$salt$hash:19000:0:99999:7:::\n"
                             "carol::19000:0:99999:7:::\n"
                             "dave:x:19000:0:99999:7:::\n";

static bool failed(const char *user, int phase, bool wrong_password)
{
    struct login login = {.phase = phase, .wrong_password = wrong_password};

    snprintf(login.user, sizeof(login.user), "%s", user);
    scratch_write("shadow", shadow);
    return first_factor_failed(&login, scratch_path("shadow"));
}

static void a_local_password_that_is_wrong(void **state)
{
    (void) state;
    assert_true(failed("alice", PHASE_AUTH, true));
}

static void a_password_that_is_not_wrong(void **state)
{
    (void) state;
    assert_false(failed("alice", PHASE_AUTH, false));
}

static void the_account_phase_has_no_password(void **state)
{
    (void) state;
    assert_false(failed("alice", PHASE_ACCOUNT, true));
}

static void a_password_of_a_directory(void **state)
{
    static const char *const users[] = {"root", "bob",  "carol", "dave",
                                        "eve",  "alic", "alicea"};

    (void) state;
    for (size_t i = 0; i < sizeof(users) / sizeof(users[0]); i++)
        assert_false(failed(users[i], PHASE_AUTH, true));
}

static void a_file_that_cannot_be_read(void **state)
{
    struct login login = {
        .phase = PHASE_AUTH, .wrong_password = true, .user = "alice"};

    (void) state;
    assert_false(first_factor_failed(&login, scratch_path("missing")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_local_password_that_is_wrong,
                                        scratch_set_up, scratch_tear_down),
        cmocka_unit_test_setup_teardown(a_password_that_is_not_wrong,
                                        scratch_set_up, scratch_tear_down),
        cmocka_unit_test_setup_teardown(the_account_phase_has_no_password,
                                        scratch_set_up, scratch_tear_down),
        cmocka_unit_test_setup_teardown(a_password_of_a_directory,
                                        scratch_set_up, scratch_tear_down),
        cmocka_unit_test_setup_teardown(a_file_that_cannot_be_read,
                                        scratch_set_up, scratch_tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
