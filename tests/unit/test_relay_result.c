/* SPDX-License-Identifier: BSD-2-Clause
 *
 * A host's calls that wait for its person: what wakes them, who is answered
 * and who is not, and that a result is given out once.
 */

#include "browsers.h"

static const char *told(const struct played *one)
{
    assert_int_equal(status_of(one), 200);
    return member_of(one, "status");
}

static void a_number_lets_the_code_out(void **state)
{
    struct known known = start_known("alice", true);
    struct played *waiting = ask_result(&known, "{}");
    char cookie[COOKIE_SIZE];
    char number[NUMBER_SIZE];
    char body[LINE_SIZE];
    struct played *one;

    (void) state;
    assert_false(waiting->finished);
    sign_in_known(&known, cookie);
    assert_string_equal(told(waiting), "number");
    assert_null(strstr(waiting->text, "C-1"));
    number_of(&known, cookie, number);
    (void) snprintf(body, sizeof(body), "{\"number\":\"%.3s %s\"}", number,
                    number + 3);
    one = ask_result(&known, body);
    assert_string_equal(told(one), "done");
    assert_string_equal(member_of(one, "code"), "C-1");
    assert_string_equal(member_of(one, "state"), known.state);
    assert_string_equal(member_of(one, "iss"), "I");
    assert_int_equal(status_of(ask_result(&known, body)), 404);
    assert_true(was_logged("delivered - alice@web01 " BROWSER));
    assert_int_equal(status_of(send_call(browse(known.done, cookie))), 200);
}

static void without_a_number_it_comes_by_itself(void **state)
{
    struct known known = start_known("alice", false);
    struct played *waiting = ask_result(&known, "{}");
    char cookie[COOKIE_SIZE];

    (void) state;
    sign_in_known(&known, cookie);
    assert_string_equal(told(waiting), "done");
    assert_string_equal(member_of(waiting, "code"), "C-1");
}

static void no_issuer_is_told_as_null(void **state)
{
    struct known known = start_known("alice", false);
    struct played *waiting = ask_result(&known, "{}");
    char cookie[COOKIE_SIZE];

    (void) state;
    (void) snprintf(known.query, LINE_SIZE, "code=C&state=%s", known.state);
    sign_in_known(&known, cookie);
    assert_non_null(strstr(waiting->text, "\"iss\":null"));
}

static void three_wrong_numbers(void **state)
{
    struct known known = start_known("alice", true);
    char cookie[COOKIE_SIZE];
    char number[NUMBER_SIZE];
    char body[LINE_SIZE];
    struct played *one;

    (void) state;
    sign_in_known(&known, cookie);
    number_of(&known, cookie, number);
    number[0] = number[0] == '1' ? '2' : '1';
    (void) snprintf(body, sizeof(body), "{\"number\":\"%s\"}", number);
    one = ask_result(&known, body);
    assert_string_equal(told(one), "wrong");
    assert_non_null(strstr(one->text, "\"left\":2"));
    one = ask_result(&known, body);
    assert_non_null(strstr(one->text, "\"left\":1"));
    one = ask_result(&known, body);
    assert_string_equal(told(one), "error");
    assert_string_equal(member_of(one, "error"), "number");
    assert_int_equal(status_of(ask_result(&known, "{}")), 404);
}

static void what_is_no_number_is_no_try(void **state)
{
    static const char *const bodies[] = {
        "",
        "[]",
        "{\"number\":482913}",
        "{\"number\":\"48291\"}",
        "{\"number\":\"4829133\"}",
        "{\"number\":\"48291a\"}",
        "{\"number\":\"482913\",\"number\":\"482913\"}",
        "{\"number\":null}",
        "{}x",
    };
    struct known known = start_known("alice", true);
    char cookie[COOKIE_SIZE];

    (void) state;
    sign_in_known(&known, cookie);
    forget_calls();
    for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++)
        assert_int_equal(status_of(ask_result(&known, bodies[i])), 400);
    assert_string_equal(told(ask_result(&known, "{}")), "number");
    assert_string_equal(told(ask_result(&known, "{\"number\":\"000000\"}")),
                        "wrong");
}

static void a_number_may_come_too_early(void **state)
{
    struct known known = start_known("alice", true);
    struct played *waiting = ask_result(&known, "{\"number\":\"000000\"}");
    char cookie[COOKIE_SIZE];

    (void) state;
    assert_false(waiting->finished);
    sign_in_known(&known, cookie);
    assert_string_equal(told(waiting), "number");
}

static void nobody_waits_longer_than_that(void **state)
{
    struct known known = start_known("alice", true);
    struct played *waiting = ask_result(&known, "{}");

    (void) state;
    pass(24999);
    assert_false(waiting->finished);
    pass(1);
    assert_string_equal(told(waiting), "waiting");
}

static void its_end_is_told_in_time(void **state)
{
    struct known known = start_known("alice", true);
    struct played *waiting;

    (void) state;
    pass(890 * 1000);
    waiting = ask_result(&known, "{}");
    pass(9999);
    assert_false(waiting->finished);
    pass(1);
    assert_string_equal(told(waiting), "error");
    assert_string_equal(member_of(waiting, "error"), "expired");
    assert_true(was_logged("expired - alice@web01 " BROWSER));
    pass(2000);
    assert_int_equal(relay.counts[COUNT_EXPIRED], 1);
    assert_int_equal(status_of(ask_result(&known, "{}")), 404);
}

static void the_newer_call_waits(void **state)
{
    struct known known = start_known("alice", false);
    struct played *older = ask_result(&known, "{}");
    struct played *newer = ask_result(&known, "{}");
    char cookie[COOKIE_SIZE];

    (void) state;
    assert_string_equal(told(older), "waiting");
    assert_false(newer->finished);
    sign_in_known(&known, cookie);
    assert_string_equal(told(newer), "done");
}

static void who_has_hung_up_uses_nothing_up(void **state)
{
    struct known known = start_known("alice", false);
    struct played *waiting = ask_result(&known, "{}");
    char cookie[COOKIE_SIZE];

    (void) state;
    waiting->dead = true;
    sign_in_known(&known, cookie);
    assert_string_equal(told(waiting), "waiting");
    assert_string_equal(told(ask_result(&known, "{}")), "done");
}

static void hanging_up_ends_the_call(void **state)
{
    struct known known = start_known("alice", false);
    struct played *waiting = ask_result(&known, "{}");
    char cookie[COOKIE_SIZE];

    (void) state;
    waiting->call.hung_up(&waiting->call);
    assert_true(waiting->finished);
    sign_in_known(&known, cookie);
    assert_string_equal(told(ask_result(&known, "{}")), "done");
}

static void only_its_host_is_told(void **state)
{
    struct known known = start_known("alice", false);
    struct played *waiting = ask_result(&known, "{}");
    char cookie[COOKIE_SIZE];
    struct played *one;

    (void) state;
    one = send_call(host_call(METHOD_POST, known.result, "x", "{}"));
    assert_int_equal(status_of(one), 401);
    one = send_call(host_call(METHOD_POST, known.result, KEY, "{}"));
    assert_int_equal(status_of(one), 401);
    one = send_call(host_call(METHOD_DELETE, known.sign_in, KEY, ""));
    assert_int_equal(status_of(one), 401);
    assert_false(waiting->finished);
    sign_in_known(&known, cookie);
    assert_string_equal(told(waiting), "done");
}

static void giving_up_ends_all(void **state)
{
    struct known known = start_known("alice", true);
    struct played *waiting = ask_result(&known, "{}");
    char cookie[COOKIE_SIZE];

    (void) state;
    open_page(&known, cookie);
    assert_int_equal(status_of(send_call(host_call(
                         METHOD_DELETE, known.sign_in, known.secret, ""))),
                     204);
    assert_int_equal(status_of(waiting), 404);
    assert_int_equal(status_of(send_call(browse(known.page, cookie))), 410);
    assert_int_equal(status_of(send_call(press(&known, cookie, "continue"))),
                     410);
    assert_int_equal(status_of(send_call(host_call(
                         METHOD_DELETE, known.sign_in, known.secret, ""))),
                     404);
    assert_true(was_logged("given_up - alice@web01 " BROWSER));
}

static void this_was_not_me_wakes_it(void **state)
{
    struct known known = start_known("alice", true);
    struct played *waiting = ask_result(&known, "{}");
    char cookie[COOKIE_SIZE];

    (void) state;
    open_page(&known, cookie);
    (void) send_call(press(&known, cookie, "decline"));
    assert_string_equal(told(waiting), "error");
    assert_string_equal(member_of(waiting, "error"), "reported");
}

static void the_oldest_of_too_many_is_replaced(void **state)
{
    struct known first = start_known("alice", true);
    struct played *waiting = ask_result(&first, "{}");
    struct known second = start_known("alice", true);
    struct known third;

    (void) state;
    settings.waiting_per_user = 2;
    (void) start_known("bob", true);
    assert_false(waiting->finished);
    third = start_known("alice", true);
    assert_string_equal(told(waiting), "error");
    assert_string_equal(member_of(waiting, "error"), "replaced");
    assert_int_equal(status_of(send_call(browse(first.page, ""))), 410);
    assert_int_equal(status_of(send_call(browse(second.page, ""))), 200);
    assert_int_equal(status_of(send_call(browse(third.page, ""))), 200);
    assert_true(was_logged("replaced - alice@web01 -"));
}

static void one_that_is_over_makes_room(void **state)
{
    struct known first = start_known("alice", false);
    struct known second = start_known("alice", false);
    char cookie[COOKIE_SIZE];

    (void) state;
    settings.waiting_per_user = 2;
    sign_in_known(&first, cookie);
    assert_string_equal(told(ask_result(&first, "{}")), "done");
    (void) start_known("alice", false);
    assert_int_equal(status_of(send_call(browse(second.page, ""))), 200);
}

static void at_the_end_of_the_service_all_are_answered(void **state)
{
    struct known known = start_known("alice", true);
    struct known other = start_known("bob", true);
    struct played *first = ask_result(&known, "{}");
    struct played *second = ask_result(&other, "{}");

    (void) state;
    relay_end(&relay);
    assert_string_equal(told(first), "waiting");
    assert_string_equal(told(second), "waiting");
    assert_int_equal(status_of(ask_result(&known, "{}")), 503);
    assert_int_equal(status_of(send_call(browse(known.page, ""))), 503);
}

static void unknown_ones_are_guesses(void **state)
{
    struct played *one;

    (void) state;
    for (int i = 0; i < 30; i++) {
        one = send_call(host_call(
            METHOD_POST, "/v1/sign-ins/0000000000/result", "x", "{}"));
        assert_int_equal(status_of(one), 404);
        forget_calls();
    }
    one = send_call(
        host_call(METHOD_DELETE, "/v1/sign-ins/0000000000", "x", ""));
    assert_int_equal(status_of(one), 429);
    assert_string_equal(one->retry, "60");
}

/* No text that lets somebody in, in any line. */
static void secrets_stay_out_of_the_log(void **state)
{
    struct known known = start_known("alice", true);
    char cookie[COOKIE_SIZE];
    char number[NUMBER_SIZE];
    char body[LINE_SIZE];

    (void) state;
    sign_in_known(&known, cookie);
    number_of(&known, cookie, number);
    (void) snprintf(body, sizeof(body), "{\"number\":\"%s\"}", number);
    assert_string_equal(told(ask_result(&known, body)), "done");
    assert_in_range(logged_count, 4, 4);
    for (int i = 0; i < logged_count; i++) {
        assert_null(strstr(logged[i], "C-1"));
        assert_null(strstr(logged[i], known.state));
        assert_null(strstr(logged[i], known.secret));
        assert_null(strstr(logged[i], number));
        assert_null(strstr(logged[i], cookie));
        assert_null(strstr(logged[i], KEY));
    }
}

#define TEST(name)                                                            \
    cmocka_unit_test_setup_teardown(name, relay_begin, relay_finish)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_number_lets_the_code_out),
        TEST(without_a_number_it_comes_by_itself),
        TEST(no_issuer_is_told_as_null),
        TEST(three_wrong_numbers),
        TEST(what_is_no_number_is_no_try),
        TEST(a_number_may_come_too_early),
        TEST(nobody_waits_longer_than_that),
        TEST(its_end_is_told_in_time),
        TEST(the_newer_call_waits),
        TEST(who_has_hung_up_uses_nothing_up),
        TEST(hanging_up_ends_the_call),
        TEST(only_its_host_is_told),
        TEST(giving_up_ends_all),
        TEST(this_was_not_me_wakes_it),
        TEST(the_oldest_of_too_many_is_replaced),
        TEST(one_that_is_over_makes_room),
        TEST(at_the_end_of_the_service_all_are_answered),
        TEST(unknown_ones_are_guesses),
        TEST(secrets_stay_out_of_the_log),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
