/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The relay flow of an agent: what it tells a relay, what it believes, and
 * when it says that nobody waits any more.
 */

#include "played_relay.h"

static void a_code_comes_by_a_number(void **state)
{
    static union message message;
    static const struct step calls[] = {
        {"/v1/sign-ins", "\"number\":true", 201, STARTED, NULL, 100},
        {RESULT, "{}", 200, "{\"status\":\"waiting\"}", NULL, 25000},
        {RESULT, "{}", 200, "{\"status\":\"number\"}", "482913", 1000},
        {RESULT, "\"482913\"", 200, DONE("null"), NULL, 10},
        {ISSUER "/token",
         "redirect_uri=https%3A%2F%2Fsignin.example%2Fcallback", 200, TOKENS,
         NULL, 10},
    };

    (void) state;
    assert_true(PLAY(calls));
    assert_int_equal(response.failure.answer, ANSWER_OK);
    assert_string_equal(response.id_token, "IT");
    assert_int_equal(hear(READING_INVITATION, &message), MESSAGE_INVITATION);
    assert_string_equal(message.invitation.address, RELAY "/7GK2M9QXA3");
    assert_string_equal(message.invitation.user_code, "");
    /* Version 3 at most, and the drawing's is the address alone. */
    assert_in_range(message.invitation.qr.width, 21, 29);
}

static void all_is_told_to_the_relay(void **state)
{
    static const char *const words[] = {
        "\"host\":\"web01\"",
        "\"service\":\"sshd\"",
        "\"user\":\"alice\"",
        "\"from\":\"\"",
        "\"account\":\"alice@example.com\"",
        "\"expires_in\":601",
        "redirect_uri=https%3A%2F%2Fsignin.example%2Fcallback",
        "code_challenge_method=S256",
        "client_id=app",
    };

    (void) state;
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        const struct step calls[] = {
            {"/v1/sign-ins", words[i], 403, "{\"error\":\"host\"}", NULL, 0}};

        assert_true(PLAY(calls));
        assert_string_equal(authorization_sent,
                            "Authorization: Bearer the-key");
        step_next = 0;
    }
}

static void without_a_number_it_comes_by_itself(void **state)
{
    static const struct step calls[] = {
        {"/v1/sign-ins", "\"number\":false", 201, STARTED, NULL, 0},
        {RESULT, "{}", 200, DONE("\"" ISSUER "\""), NULL, 0},
        {ISSUER "/token", "code=C%2B1", 200, TOKENS, NULL, 0},
    };

    (void) state;
    order.number = false;
    assert_true(PLAY(calls));
    assert_int_equal(response.failure.answer, ANSWER_OK);
    assert_string_equal(authorization_sent, "Authorization: Bearer s3cret");
}

static void wrong_numbers_are_told(void **state)
{
    static union message message;
    static const struct step calls[] = {
        {"/v1/sign-ins", "", 201, STARTED, NULL, 0},
        {RESULT, "{}", 200, "{\"status\":\"number\"}", "000000", 0},
        {RESULT, "\"000000\"", 200, "{\"status\":\"wrong\",\"left\":2}",
         "000001", 0},
        {RESULT, "\"000001\"", 200,
         "{\"status\":\"error\",\"error\":\"number\"}", NULL, 0},
    };

    (void) state;
    assert_true(PLAY(calls));
    assert_int_equal(response.failure.answer, ANSWER_DECLINED);
    assert_string_equal(response.failure.reason, "number");
    assert_int_equal(hear(READING_INVITATION, &message), MESSAGE_INVITATION);
    assert_int_equal(hear(READING_SIGNED_IN, &message), MESSAGE_ASK_AGAIN);
    assert_int_equal(message.ask_again.paste, PASTE_NUMBER);
    assert_int_equal(message.ask_again.left, 2);
}

/* Sent once, whatever became of it: a second time would be another try. */
static void a_number_is_sent_once(void **state)
{
    static const struct step calls[] = {
        {"/v1/sign-ins", "", 201, STARTED, NULL, 0},
        {RESULT, "{}", 200, "{\"status\":\"number\"}", "482913", 0},
        {RESULT, "\"482913\"", 0, "broken_off", NULL, 0},
        {RESULT, "{}", 404, "{\"error\":\"unknown\"}", NULL, 0},
    };

    (void) state;
    assert_true(PLAY(calls));
    assert_int_equal(response.failure.answer, ANSWER_EXPIRED);
}

static const struct {
    const char *body;
    enum answer_class answer;
    const char *reason;
} ends[] = {
    {"{\"status\":\"error\",\"error\":\"reported\"}", ANSWER_DECLINED,
     "reported"},
    {"{\"status\":\"error\",\"error\":\"replaced\"}", ANSWER_DECLINED,
     "replaced"},
    {"{\"status\":\"error\",\"error\":\"expired\"}", ANSWER_EXPIRED, ""},
    {"{\"status\":\"error\",\"error\":\"something\"}", ANSWER_EXPIRED, ""},
    {"{\"status\":\"error\"}", ANSWER_EXPIRED, ""},
    {"{\"status\":\"error\",\"error\":\"provider\",\"provider_error\":"
     "\"access_denied\",\"provider_error_description\":\"no\"}",
     ANSWER_DECLINED, ""},
    {"{\"status\":\"error\",\"error\":\"provider\"}", ANSWER_MALFORMED, ""},
    /* what a relay can make up */
    {"{\"status\":\"done\",\"code\":\"C\",\"state\":\"x\",\"iss\":null}",
     ANSWER_UNTRUSTED, "relay_answer"},
    {"{\"status\":\"done\",\"code\":\"C\",\"iss\":null}", ANSWER_UNTRUSTED,
     "relay_answer"},
    {"{\"status\":\"done\",\"state\":\"%s\",\"iss\":null}", ANSWER_UNTRUSTED,
     "relay_answer"},
    {"{\"status\":\"done\",\"code\":7,\"state\":\"%s\"}", ANSWER_UNTRUSTED,
     "relay_answer"},
    {"{\"status\":\"done\",\"code\":\"C\\n\",\"state\":\"%s\"}",
     ANSWER_UNTRUSTED, "relay_answer"},
    {DONE("\"https://evil.example\""), ANSWER_UNTRUSTED, "issuer_mismatch"},
};

static void each_end(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
        const struct step calls[] = {
            {"/v1/sign-ins", "", 201, STARTED, NULL, 0},
            {RESULT, "{}", 200, ends[i].body, NULL, 0}};

        step_next = 0;
        memset(&response, 0, sizeof(response));
        assert_true(PLAY(calls));
        if (response.failure.answer != (int) ends[i].answer)
            fail_msg("%s: %d", ends[i].body, response.failure.answer);
        assert_string_equal(response.failure.reason, ends[i].reason);
    }
}

static void no_issuer_where_one_is_promised(void **state)
{
    static const struct step calls[] = {
        {"/v1/sign-ins", "", 201, STARTED, NULL, 0},
        {RESULT, "{}", 200, DONE("null"), NULL, 0}};

    (void) state;
    client.metadata.names_issuer = true;
    assert_true(PLAY(calls));
    assert_string_equal(response.failure.reason, "issuer_mismatch");
}

static const struct {
    long status;
    const char *body, *reason;
} refusals[] = {
    {0, "connect", "relay_unreachable"},
    {0, "certificate", "relay_unreachable"},
    {401, "{\"error\":\"key\"}", "relay_key"},
    {403, "{\"error\":\"host\"}", "relay_host"},
    {403, "{\"error\":\"authorization_url\"}", "relay_authorization_url"},
    {429, "{\"error\":\"starts\"}", "relay_starts"},
    {429, "{\"error\":\"waiting\"}", "relay_waiting"},
    {503, "{\"error\":\"away\"}", "relay_away"},
    {502, "<html>", "relay_refuses"},
    {400, "{\"error\":\"\\u001b[2J\"}", "relay_refuses"},
    {400, "{\"error\":\"key host\"}", "relay_refuses"},
    {200, STARTED, "relay_refuses"},
    {201, "{}", "relay_nonsense"},
    {201, "x", "relay_nonsense"},
    {201,
     "{\"id\":\"7GK\",\"url\":\"https://evil.example/7GK\","
     "\"secret\":\"s\",\"expires_in\":900}",
     "relay_nonsense"},
    {201,
     "{\"id\":\"7gk\",\"url\":\"" RELAY "/7gk\",\"secret\":\"s\","
     "\"expires_in\":900}",
     "relay_nonsense"},
    {201,
     "{\"id\":\"7GK/../x\",\"url\":\"" RELAY "/7GK/../x\",\"secret\":\"s\","
     "\"expires_in\":900}",
     "relay_nonsense"},
    {201,
     "{\"id\":\"7GK\",\"url\":\"" RELAY "/7GK\",\"secret\":\"a b\","
     "\"expires_in\":900}",
     "relay_nonsense"},
    {201,
     "{\"id\":\"7GK\",\"url\":\"" RELAY "/7GK\",\"secret\":\"s\","
     "\"expires_in\":\"x\"}",
     "relay_nonsense"},
};

static void each_refusal(void **state)
{
    static union message message;

    (void) state;
    for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
        const struct step calls[] = {{"/v1/sign-ins", "", refusals[i].status,
                                      refusals[i].body, NULL, 0}};

        step_next = 0;
        memset(&response, 0, sizeof(response));
        assert_true(PLAY(calls));
        assert_int_equal(response.failure.answer, ANSWER_NO_RELAY);
        assert_string_equal(response.failure.reason, refusals[i].reason);
    }
    assert_int_equal(hear(READING_INVITATION, &message), MESSAGE_NONE);
}

static void a_relay_that_is_away_is_asked_again(void **state)
{
    static const struct step calls[] = {
        {"/v1/sign-ins", "", 201, STARTED, NULL, 0},
        {RESULT, "{}", 503, "{\"error\":\"away\"}", NULL, 0},
        {RESULT, "{}", 200, "{\"status\":\"dancing\"}", NULL, 0},
        {RESULT, "{}", 200, "{\"status\":\"error\",\"error\":\"reported\"}",
         NULL, 0},
    };

    (void) state;
    assert_true(PLAY(calls));
    assert_string_equal(response.failure.reason, "reported");
}

/* Not even once more, where the keeper hangs up in the pause that a relay
 * which waits for nothing makes necessary. */
static void a_relay_that_does_not_wait_is_not_asked_at_once(void **state)
{
    static const struct step calls[] = {
        {"/v1/sign-ins", "", 201, STARTED, NULL, 0},
        {RESULT, "{}", 200, "{\"status\":\"waiting\"}", NULL, 1000},
        {RESULT, "{}", 200, "{\"status\":\"waiting\"}", "EOF", 999},
        {"/v1/sign-ins/7GK2M9QXA3", NULL, 204, "", NULL, 0},
    };

    (void) state;
    (void) PLAY(calls);
}

static void the_relay_is_told_of_the_end(void **state)
{
    static const struct step calls[] = {
        {"/v1/sign-ins", "", 201, STARTED, NULL, 0},
        {RESULT, "{}", 200, "{\"status\":\"waiting\"}", NULL, 598500},
        {"/v1/sign-ins/7GK2M9QXA3", NULL, 204, "", NULL, 0},
    };

    (void) state;
    assert_true(PLAY(calls));
    assert_int_equal(response.failure.answer, ANSWER_EXPIRED);
}

static void the_relay_is_told_of_a_hang_up(void **state)
{
    static const struct step calls[] = {
        {"/v1/sign-ins", "", 201, STARTED, NULL, 0},
        {RESULT, "{}", 0, "hung_up", "EOF", 0},
        {"/v1/sign-ins/7GK2M9QXA3", NULL, 204, "", NULL, 0},
    };

    (void) state;
    assert_false(PLAY(calls));
    assert_string_equal(authorization_sent, "Authorization: Bearer s3cret");
}

static void a_hang_up_ends_the_wait_for_a_number(void **state)
{
    static const struct step calls[] = {
        {"/v1/sign-ins", "", 201, STARTED, NULL, 0},
        {RESULT, "{}", 200, "{\"status\":\"number\"}", "EOF", 0},
        {"/v1/sign-ins/7GK2M9QXA3", NULL, 204, "", NULL, 0},
    };

    (void) state;
    (void) PLAY(calls);
}

static void without_an_endpoint(void **state)
{
    (void) state;
    client.metadata.authorization_endpoint[0] = '\0';
    steps = NULL;
    step_count = 0;
    assert_true(relay_flow_run(&exchange, &order, &response));
    assert_string_equal(response.failure.reason, "no_authorization_endpoint");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_code_comes_by_a_number),
        TEST(all_is_told_to_the_relay),
        TEST(without_a_number_it_comes_by_itself),
        TEST(wrong_numbers_are_told),
        TEST(a_number_is_sent_once),
        TEST(each_end),
        TEST(no_issuer_where_one_is_promised),
        TEST(each_refusal),
        TEST(a_relay_that_is_away_is_asked_again),
        TEST(a_relay_that_does_not_wait_is_not_asked_at_once),
        TEST(the_relay_is_told_of_the_end),
        TEST(the_relay_is_told_of_a_hang_up),
        TEST(a_hang_up_ends_the_wait_for_a_number),
        TEST(without_an_endpoint),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
