/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What the redemption of a stored token leads to: a silent success, a
 * sign-in, or a refusal, and what the log says of it.
 */

#include "login.h"

static void a_silent_success(void **state)
{
    (void) state;
    configure("");
    enrol();
    login_by("sudo");
    on(MESSAGE_REFRESH);
    say(MESSAGE_TOKENS, &good);
    play();
    assert_outcome(OUTCOME_GRANTED, "silent");
    assert_not_logged("because=");
    assert_logged(" subject=o ");
    assert_string_equal(kept().refresh_token, "the next token");
    assert_string_equal(heard[MESSAGE_REFRESH].refresh.refresh_token,
                        "a refresh token");
}

/* L1: every answer but these leads to a sign-in. */
static void a_refused_token_leads_to_a_sign_in(void **state)
{
    static const struct {
        enum answer_class answer;
        const char *reason;
        const char *because;
    } rows[] = {
        {ANSWER_INTERACT, "", "because=token_refused "},
        {ANSWER_INTERACT, "id_token_missing", "because=id_token_missing "},
        {ANSWER_CHALLENGE, "", "because=challenge "},
        {ANSWER_CONSENT, "", "because=challenge "},
        {ANSWER_MALFORMED, "", "because=untrusted "},
        {ANSWER_UNTRUSTED, "signature", "because=untrusted "},
        {ANSWER_EXPIRED, "", "because=token_refused "},
        {ANSWER_DECLINED, "", "because=token_refused "},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        configure("");
        enrol();
        login_by("sudo");
        on(MESSAGE_REFRESH);
        say_failure(rows[i].answer, rows[i].reason);
        on_sign_in();
        play();
        assert_outcome(OUTCOME_GRANTED, "sign_in");
        assert_logged(rows[i].because);
        assert_not_logged("detail=");
        assert_int_equal(scratch_tear_down(state), 0);
        assert_int_equal(login_set_up(state), 0);
    }
}

static void these_end_the_login(void **state)
{
    static const struct {
        enum answer_class answer;
        enum outcome outcome;
    } rows[] = {
        {ANSWER_BLOCKED, OUTCOME_BLOCKED},
        {ANSWER_CONFIG, OUTCOME_CONFIGURATION},
        {ANSWER_THROTTLED, OUTCOME_UNAVAILABLE},
        {ANSWER_TRANSIENT, OUTCOME_UNAVAILABLE},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        configure("");
        enrol();
        login_by("sudo");
        on(MESSAGE_REFRESH);
        say_failure(rows[i].answer, "why");
        play();
        assert_outcome(rows[i].outcome, "why");
        assert_not_logged("because=");
        assert_logged(" subject=o ");
        assert_logged(" identity=alice@example");
        assert_string_equal(kept().refresh_token, "a refresh token");
        assert_int_equal(scratch_tear_down(state), 0);
        assert_int_equal(login_set_up(state), 0);
    }
}

static void a_sign_in_that_cannot_be_shown_is_named(void **state)
{
    (void) state;
    configure("");
    enrol();
    login_by("sudo")->can_show = false;
    on(MESSAGE_REFRESH);
    say_failure(ANSWER_INTERACT, "why");
    play();
    assert_outcome(OUTCOME_NOT_SHOWN, "why");
    assert_logged("because=token_refused ");
    assert_logged(" subject=o ");
    assert_logged(" identity=alice@example");
}

static void an_answer_that_lies_is_no_matter_of_showing(void **state)
{
    (void) state;
    configure("");
    enrol();
    login_by("sudo")->can_show = false;
    on(MESSAGE_REFRESH);
    say_failure(ANSWER_UNTRUSTED, "signature");
    play();
    assert_outcome(OUTCOME_UNTRUSTED, "signature");
    assert_string_equal(kept().refresh_token, "a refresh token");
}

static struct tokens others;

static void a_token_of_somebody_else_is_dropped(void **state)
{
    (void) state;
    configure("");
    enrol();
    others = good;
    text_copy(others.claims.subject, NAME_SIZE, "other");
    text_copy(others.claims.oid, WORD_SIZE, "other");
    login_by("sudo");
    on(MESSAGE_REFRESH);
    say(MESSAGE_TOKENS, &others);
    on_sign_in();
    play();
    assert_outcome(OUTCOME_GRANTED, "sign_in");
    assert_true(verdict.loud);
    assert_logged("because=identity_changed ");
    assert_logged("note=\"token_dropped: ");
    assert_logged("that of other\"");
    assert_string_equal(kept().identity.subject, "s");
    assert_string_equal(kept().refresh_token, "the next token");
}

static void it_is_dropped_where_nothing_can_be_shown(void **state)
{
    (void) state;
    configure("");
    enrol();
    others = good;
    text_copy(others.claims.subject, NAME_SIZE, "other");
    login_by("sudo")->can_show = false;
    on(MESSAGE_REFRESH);
    say(MESSAGE_TOKENS, &others);
    play();
    assert_outcome(OUTCOME_UNTRUSTED, "identity_changed");
    assert_true(verdict.loud);
    assert_string_equal(kept().refresh_token, "");
    assert_int_equal(kept().binding, BINDING_KNOWN);
    assert_string_equal(kept().identity.subject, "s");
}

/* P4: neither the name that later logins show nor an id. */
static void a_refresh_changes_no_name(void **state)
{
    (void) state;
    configure("");
    enrol();
    text_copy(good.claims.username, NAME_SIZE, "admin@example");
    text_copy(good.claims.tid, WORD_SIZE, "another");
    text_copy(good.claims.oid, WORD_SIZE, "another");
    login_by("sudo");
    on(MESSAGE_REFRESH);
    say(MESSAGE_TOKENS, &good);
    play();
    assert_outcome(OUTCOME_GRANTED, "silent");
    assert_logged(" identity=alice@example");
    assert_string_equal(kept().identity.username, "alice@example");
    assert_string_equal(kept().identity.tid, "t");
    assert_string_equal(kept().identity.oid, "o");
}

/* L3: userinfo is enough where nothing is demanded. */
static void userinfo_counts_where_nothing_is_demanded(void **state)
{
    (void) state;
    configure("");
    enrol();
    good.claims = (struct claims){
        .issuer = ISSUER, .subject = "s", .from_userinfo = true};
    login_by("sudo");
    on(MESSAGE_REFRESH);
    say(MESSAGE_TOKENS, &good);
    play();
    assert_outcome(OUTCOME_GRANTED, "silent");
    assert_logged(" identity=alice@example");
    assert_string_equal(kept().identity.username, "alice@example");
    assert_string_equal(kept().refresh_token, "the next token");
}

static void userinfo_of_another_is_no_proof(void **state)
{
    (void) state;
    configure("");
    enrol();
    others = good;
    others.claims = (struct claims){
        .issuer = ISSUER, .subject = "s2", .from_userinfo = true};
    login_by("sudo");
    on(MESSAGE_REFRESH);
    say(MESSAGE_TOKENS, &others);
    on_sign_in();
    play();
    assert_outcome(OUTCOME_GRANTED, "sign_in");
    assert_logged("because=identity_changed ");
}

static void userinfo_meets_no_demand(void **state)
{
    static const char *const demands[] = {
        "acr_values = gold\n", "max_age = 3600\n",
        "required_claims = {\"id_token\":{\"acr\":null}}\n"};

    for (size_t i = 0; i < sizeof(demands) / sizeof(demands[0]); i++) {
        configure(demands[i]);
        enrol();
        others = good;
        others.claims = (struct claims){.issuer = ISSUER,
                                        .subject = "s",
                                        .from_userinfo = true,
                                        .required_shown = true,
                                        .acr = "gold",
                                        .auth_time = time(NULL)};
        text_copy(good.claims.acr, NAME_SIZE, "gold");
        good.claims.auth_time = time(NULL) + 1;
        login_by("sudo");
        on(MESSAGE_REFRESH);
        say(MESSAGE_TOKENS, &others);
        on_sign_in();
        play();
        assert_outcome(OUTCOME_GRANTED, "sign_in");
        assert_logged("because=id_token_missing ");
        assert_int_equal(scratch_tear_down(state), 0);
        assert_int_equal(login_set_up(state), 0);
    }
}

/* A token that the provider has rotated is kept whatever is missing. */
static void what_userinfo_came_with_is_kept(void **state)
{
    (void) state;
    configure("acr_values = gold\n");
    enrol();
    good.claims.from_userinfo = true;
    login_by("sudo")->can_show = false;
    on(MESSAGE_REFRESH);
    say(MESSAGE_TOKENS, &good);
    play();
    assert_outcome(OUTCOME_NOT_SHOWN, "id_token_missing");
    assert_string_equal(kept().refresh_token, "the next token");
}

static void nobody_is_bound_from_userinfo(void **state)
{
    (void) state;
    configure("");
    good.claims.from_userinfo = true;
    login_by("sudo");
    on(MESSAGE_FETCH);
    say(MESSAGE_METADATA, &found);
    on_sign_in();
    play();
    assert_outcome(OUTCOME_UNTRUSTED, "id_token_missing");
    assert_int_equal(kept().binding, BINDING_NONE);
}

/* The step before has no word in the end. */
static void an_older_sign_in_leaves_no_detail(void **state)
{
    (void) state;
    configure("acr_values = gold\n");
    enrol();
    others = good;
    text_copy(good.claims.acr, NAME_SIZE, "gold");
    login_by("sudo");
    on(MESSAGE_REFRESH);
    say(MESSAGE_TOKENS, &others);
    on_sign_in();
    play();
    assert_outcome(OUTCOME_GRANTED, "sign_in");
    assert_logged("because=challenge ");
    assert_not_logged("detail=");
    assert_logged(" error=- ");
}

/* A resource that only wants a newer token was satisfied. */
static void nor_does_a_challenge_that_a_refresh_met(void **state)
{
    static struct probed challenged = {
        .answer = ANSWER_CHALLENGE, .status = 401, .demand.max_age = -1};
    static struct probed satisfied = {
        .answer = ANSWER_OK, .status = 200, .demand.max_age = -1};

    (void) state;
    configure("resource_url = https://api.example/me\n");
    enrol();
    login_by("sudo");
    for (int i = 0; i < 2; i++) {
        on(MESSAGE_REFRESH);
        say(MESSAGE_TOKENS, &good);
        on(MESSAGE_PROBE);
        say(MESSAGE_PROBED, i == 0 ? &challenged : &satisfied);
    }
    play();
    assert_outcome(OUTCOME_GRANTED, "silent");
    assert_not_logged("because=");
    assert_not_logged("detail=");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_silent_success),
        TEST(a_refused_token_leads_to_a_sign_in),
        TEST(these_end_the_login),
        TEST(a_sign_in_that_cannot_be_shown_is_named),
        TEST(an_answer_that_lies_is_no_matter_of_showing),
        TEST(a_token_of_somebody_else_is_dropped),
        TEST(it_is_dropped_where_nothing_can_be_shown),
        TEST(a_refresh_changes_no_name),
        TEST(userinfo_counts_where_nothing_is_demanded),
        TEST(userinfo_of_another_is_no_proof),
        TEST(userinfo_meets_no_demand),
        TEST(what_userinfo_came_with_is_kept),
        TEST(nobody_is_bound_from_userinfo),
        TEST(an_older_sign_in_leaves_no_detail),
        TEST(nor_does_a_challenge_that_a_refresh_met),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
