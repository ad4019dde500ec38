/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Whole logins: what counts as a first factor, who is expected, and what is
 * noticed before anything is sent.
 */

#include "login.h"

static void no_message_was_sent(void)
{
    for (size_t i = 0; i < MESSAGE_COUNT; i++)
        assert_int_equal(heard_count[i], 0);
}

static void a_blank_password_is_no_evidence(void **state)
{
    (void) state;
    configure("");
    enrol();
    good.claims.auth_time = time(NULL) + 1;
    login_by("sudo");
    password_is_set = false;
    on_sign_in();
    play();
    assert_outcome(OUTCOME_GRANTED, "sign_in");
    assert_logged("because=no_first_factor ");
    assert_logged("note=\"first_factor: the user's password is blank");
    assert_int_equal(heard_count[MESSAGE_REFRESH], 0);
}

static void nor_does_it_exempt(void **state)
{
    (void) state;
    configure("exempt_users = alice\n");
    enrol();
    login_by("sudo");
    play();
    assert_outcome(OUTCOME_GRANTED, "exempt");
    assert_true(verdict.loud);
    login_by("sudo")->can_show = false;
    password_is_set = false;
    play();
    assert_outcome(OUTCOME_NOT_SHOWN, "no_first_factor");
}

static void a_stack_in_sshd_needs_something_in_sight(void **state)
{
    struct login *login;

    (void) state;
    configure("first_factor = stack\n");
    enrol();
    login = login_by("sshd");
    login->evidence_unix = login->password = login->can_show = false;
    play();
    assert_outcome(OUTCOME_NOT_SHOWN, "no_first_factor");
    assert_logged("note=\"first_factor: first_factor = stack counts for");
    login = login_by("sshd");
    login->evidence_unix = login->can_show = false;
    on(MESSAGE_REFRESH);
    say(MESSAGE_TOKENS, &good);
    play();
    assert_outcome(OUTCOME_GRANTED, "silent");
    assert_not_logged("note=");
}

/* The configuration with a map of these lines. */
static void configure_map(const char *lines)
{
    char text[1024];

    snprintf(text, sizeof(text), "user_map = %s\n",
             scratch_write("map", lines));
    configure(text);
}

static void an_id_alone_expects_no_name(void **state)
{
    struct token_store store;

    (void) state;
    configure_map("alice sub=s\n");
    store = open_store(USER);
    assert_true(token_store_write_metadata(&store, &found.metadata));
    token_store_close(&store);
    login_by("sudo");
    on_sign_in();
    play();
    assert_outcome(OUTCOME_GRANTED, "sign_in");
    assert_string_equal(heard[MESSAGE_SIGN_IN].sign_in.login_hint, "");
}

static void the_name_of_the_map_is_the_hint(void **state)
{
    struct token_store store;

    (void) state;
    configure_map("alice username=Ann@corp.example\n");
    store = open_store(USER);
    assert_true(token_store_write_metadata(&store, &found.metadata));
    token_store_close(&store);
    text_copy(good.claims.username, NAME_SIZE, "ann@CORP.example");
    login_by("sudo");
    on_sign_in();
    play();
    assert_outcome(OUTCOME_GRANTED, "sign_in");
    assert_string_equal(heard[MESSAGE_SIGN_IN].sign_in.login_hint,
                        "Ann@corp.example");
}

static void an_unverified_name_binds_nobody(void **state)
{
    struct token_store store;

    (void) state;
    configure("");
    store = open_store(USER);
    assert_true(token_store_write_metadata(&store, &found.metadata));
    token_store_close(&store);
    good.claims.name_unverified = true;
    login_by("sudo");
    on_sign_in();
    play();
    assert_outcome(OUTCOME_WRONG_PERSON, "wrong_person");
    assert_logged("detail=\"the provider has not verified ");
    assert_int_equal(kept().binding, BINDING_NONE);
}

static void files_are_checked_before_any_request(void **state)
{
    char text[1024];

    (void) state;
    configure_map("alice sub=s\nbob sub\n");
    login_by("sudo");
    play();
    assert_outcome(OUTCOME_CONFIGURATION, "user_map");
    assert_logged("map:2: write LOCAL-USER");
    configure_map("alice sub=s\nalice sub=t\n");
    login_by("sudo");
    play();
    assert_outcome(OUTCOME_CONFIGURATION, "user_map");
    assert_logged("map:2: this user has a line above");
    snprintf(text, sizeof(text), "client_secret_file = %s\n",
             scratch_write("secret", "s3cret\n"));
    configure(text);
    assert_int_equal(chmod(scratch_path("secret"), 0644), 0);
    login_by("sudo");
    play();
    assert_outcome(OUTCOME_CONFIGURATION, "client_secret");
    assert_logged("can be read by others: chmod go= ");
    no_message_was_sent();
}

static void a_missing_layer_is_logged(void **state)
{
    (void) state;
    configure("");
    enrol();
    login_by("sudo");
    missing_layer = "Landlock";
    on(MESSAGE_REFRESH);
    say(MESSAGE_TOKENS, &good);
    play();
    assert_outcome(OUTCOME_GRANTED, "silent");
    assert_logged("note=\"confinement_lacks: Landlock\"");
}

/* Whoever closed sudo's terminal at the very last moment. */
static void nobody_is_there_any_more(void **state)
{
    (void) state;
    configure("first_factor = none\n");
    enrol();
    good.claims.auth_time = time(NULL) + 1;
    login_by("sudo");
    on_sign_in();
    hung_up = true;
    play();
    assert_outcome(OUTCOME_CANCELLED, "disconnected");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_blank_password_is_no_evidence),
        TEST(nor_does_it_exempt),
        TEST(a_stack_in_sshd_needs_something_in_sight),
        TEST(an_id_alone_expects_no_name),
        TEST(the_name_of_the_map_is_the_hint),
        TEST(an_unverified_name_binds_nobody),
        TEST(files_are_checked_before_any_request),
        TEST(a_missing_layer_is_logged),
        TEST(nobody_is_there_any_more),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
