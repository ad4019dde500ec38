/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The sign-in: when it must be new, when it comes too late, and what is kept
 * of it.
 */

#include "login.h"

#define ENTRA                                                                 \
    "https://login.microsoftonline.com/"                                      \
    "11111111-2222-3333-4444-555555555555/v2.0"

/* A login without a first factor. */
static struct login *login_without(const char *service)
{
    struct login *login = login_by(service);

    login->evidence_unix = false;
    login->password = false;
    return login;
}

static void a_first_factor_is_enough(void **state)
{
    (void) state;
    configure("");
    enrol();
    login_by("sudo");
    on(MESSAGE_REFRESH);
    say_failure(ANSWER_INTERACT, "");
    on_sign_in();
    play();
    assert_outcome(OUTCOME_GRANTED, "sign_in");
    assert_false(heard[MESSAGE_SIGN_IN].sign_in.fresh);
    assert_int_equal(heard[MESSAGE_SIGN_IN].sign_in.demand.max_age, -1);
    assert_int_equal(heard[MESSAGE_SHOW].show.display, DISPLAY_ERROR);
    assert_not_logged("note=");
}

/* The next login need not ask the issuer. */
static void what_was_fetched_is_kept(void **state)
{
    static struct metadata metadata;
    struct token_store store;

    (void) state;
    configure("");
    login_by("sudo");
    on(MESSAGE_FETCH);
    say(MESSAGE_METADATA, &found);
    on_sign_in();
    play();
    assert_outcome(OUTCOME_GRANTED, "sign_in");
    store = open_store(USER);
    assert_true(token_store_read_metadata(&store, &metadata));
    assert_string_equal(metadata.token_endpoint, ISSUER "/token");
    token_store_close(&store);
}

static void without_one_it_must_be_new(void **state)
{
    (void) state;
    configure("");
    enrol();
    good.claims.auth_time = time(NULL) + 1;
    login_without("sudo");
    on_sign_in();
    play();
    assert_outcome(OUTCOME_GRANTED, "sign_in");
    assert_logged("because=no_first_factor ");
    assert_true(heard[MESSAGE_SIGN_IN].sign_in.fresh);
    assert_int_equal(heard[MESSAGE_SIGN_IN].sign_in.demand.max_age, 0);
    assert_not_logged("note=");
}

static void an_old_one_is_refused(void **state)
{
    (void) state;
    configure("");
    enrol();
    good.claims.auth_time = time(NULL) - 10;
    login_without("sudo");
    on_sign_in();
    play();
    assert_outcome(OUTCOME_NOT_MET, "not_fresh");
    assert_logged("detail=");
}

static void one_that_is_not_shown_is_noted(void **state)
{
    (void) state;
    configure("");
    enrol();
    login_without("sudo");
    on_sign_in();
    play();
    assert_outcome(OUTCOME_GRANTED, "sign_in");
    assert_logged(" note=fresh_not_shown");
}

static void or_refused(void **state)
{
    (void) state;
    configure("fresh = required\n");
    enrol();
    login_without("sudo");
    on_sign_in();
    play();
    assert_outcome(OUTCOME_NOT_MET, "fresh_not_shown");
    assert_logged("auth_time");
    assert_logged("because=no_first_factor ");
}

/* Entra documents no max_age. */
static void microsoft_is_not_asked_for_max_age(void **state)
{
    (void) state;
    configure("[sudo]\nissuer = " ENTRA "\n"
              "scope = openid offline_access api://app/login\n");
    text_copy(found.metadata.issuer, URL_SIZE, ENTRA);
    text_copy(found.metadata.token_endpoint, URL_SIZE, ENTRA "/token");
    text_copy(found.metadata.device_endpoint, URL_SIZE, ENTRA "/device");
    text_copy(found.metadata.authorization_endpoint, URL_SIZE, ENTRA "/auth");
    text_copy(found.metadata.jwks_uri, URL_SIZE, ENTRA "/keys");
    text_copy(invited.address, ADDRESS_SIZE, ENTRA "/device");
    login_without("sudo");
    on(MESSAGE_FETCH);
    say(MESSAGE_METADATA, &found);
    on_sign_in();
    play();
    assert_outcome(OUTCOME_GRANTED, "sign_in");
    assert_true(heard[MESSAGE_SIGN_IN].sign_in.fresh);
    assert_int_equal(heard[MESSAGE_SIGN_IN].sign_in.demand.max_age, -1);
}

/* The deadline is final, however little it is missed by. */
static void nothing_is_granted_after_the_deadline(void **state)
{
    (void) state;
    configure("");
    enrol();
    login_by("sudo");
    on(MESSAGE_REFRESH);
    say_failure(ANSWER_INTERACT, "");
    on_sign_in();
    orders[1].takes = WAIT - 1000;
    play();
    assert_outcome(OUTCOME_GRANTED, "sign_in");
    assert_int_equal(scratch_tear_down(state), 0);
    assert_int_equal(login_set_up(state), 0);
    configure("resource_url = https://api.example/me\n");
    enrol();
    login_by("sudo");
    on(MESSAGE_REFRESH);
    say_failure(ANSWER_INTERACT, "");
    on_sign_in();
    on(MESSAGE_PROBE);
    say(MESSAGE_PROBED, &(struct probed){.answer = ANSWER_OK,
                                         .status = 200,
                                         .demand.max_age = -1});
    orders[1].takes = WAIT - 1000;
    orders[2].takes = 1001;
    play();
    assert_outcome(OUTCOME_EXPIRED, "deadline");
    assert_string_equal(kept().refresh_token, "the next token");
}

static void nor_silently(void **state)
{
    (void) state;
    configure("");
    enrol();
    login_by("sudo");
    on(MESSAGE_REFRESH);
    say(MESSAGE_TOKENS, &good);
    /* It is still heard, so that the token is not lost. */
    orders[0].takes = WAIT + 100;
    play();
    assert_outcome(OUTCOME_UNAVAILABLE, "deadline");
    assert_string_equal(kept().refresh_token, "the next token");
}

/* Later logins show the name. */
static void a_name_with_blanks_is_not_kept(void **state)
{
    char line[256];

    (void) state;
    scratch_write("map", "alice sub=s\n");
    snprintf(line, sizeof(line), "user_map = %s\n", scratch_path("map"));
    configure(line);
    text_copy(good.claims.username, NAME_SIZE, "Alice, type your password");
    login_by("sudo");
    on(MESSAGE_FETCH);
    say(MESSAGE_METADATA, &found);
    on_sign_in();
    play();
    assert_outcome(OUTCOME_GRANTED, "sign_in");
    assert_string_equal(kept().identity.subject, "s");
    assert_string_equal(kept().identity.username, "");
}

/* What is stored was right when it was stored; endpoint_hosts may have been
 * another then, and so may the agent. */
static void stored_endpoints_are_checked(void **state)
{
    struct metadata *metadata = &found.metadata;

    (void) state;
    configure("");
    text_copy(metadata->token_endpoint, URL_SIZE, "https://evil.example/t");
    enrol();
    reset_answers();
    login_by("sudo");
    on(MESSAGE_FETCH);
    say(MESSAGE_METADATA, &found);
    on(MESSAGE_REFRESH);
    say(MESSAGE_TOKENS, &good);
    play();
    assert_outcome(OUTCOME_GRANTED, "silent");
    assert_string_equal(heard[MESSAGE_CLIENT].client.metadata.token_endpoint,
                        ISSUER "/token");
}

static void stored_optional_ones_are_dropped(void **state)
{
    struct metadata *metadata = &found.metadata;
    const struct metadata *used = &heard[MESSAGE_CLIENT].client.metadata;

    (void) state;
    configure("");
    text_copy(metadata->device_endpoint, URL_SIZE, "https://evil.example/d");
    text_copy(metadata->authorization_endpoint, URL_SIZE,
              "http://idp.example/a");
    text_copy(metadata->userinfo_endpoint, URL_SIZE, "https://idp.example:1/");
    enrol();
    login_by("sudo");
    on(MESSAGE_REFRESH);
    say(MESSAGE_TOKENS, &good);
    play();
    assert_outcome(OUTCOME_GRANTED, "silent");
    assert_string_equal(used->token_endpoint, ISSUER "/token");
    assert_string_equal(used->device_endpoint, "");
    assert_string_equal(used->authorization_endpoint, "");
    assert_string_equal(used->userinfo_endpoint, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_was_fetched_is_kept),
        TEST(a_first_factor_is_enough),
        TEST(without_one_it_must_be_new),
        TEST(an_old_one_is_refused),
        TEST(one_that_is_not_shown_is_noted),
        TEST(or_refused),
        TEST(microsoft_is_not_asked_for_max_age),
        TEST(nothing_is_granted_after_the_deadline),
        TEST(nor_silently),
        TEST(a_name_with_blanks_is_not_kept),
        TEST(stored_endpoints_are_checked),
        TEST(stored_optional_ones_are_dropped),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
