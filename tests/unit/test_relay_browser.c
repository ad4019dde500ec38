/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Browsers at the relay: the one that continues is the one that brings the
 * code and is shown the number, and nothing follows from looking.
 */

#include "browsers.h"

static void looking_changes_nothing(void **state)
{
    struct known known = start_known("alice", true);
    char cookie[COOKIE_SIZE];
    struct played *one;

    (void) state;
    open_page(&known, cookie);
    one = send_call(browse(known.page, cookie));
    assert_int_equal(status_of(one), 200);
    assert_string_equal(one->cookie, "");
    assert_int_equal(status_of(come_back(known.query, cookie)), 403);
    assert_int_equal(relay.counts[COUNT_CONTINUED], 0);
}

static void an_id_may_be_typed(void **state)
{
    struct known known = start_known("alice", true);

    (void) state;
    for (size_t i = 0; known.page[i] != '\0'; i++)
        if (known.page[i] >= 'A' && known.page[i] <= 'Z')
            known.page[i] = (char) (known.page[i] - 'A' + 'a');
    assert_int_equal(status_of(send_call(browse(known.page, ""))), 200);
}

static void continuing_leads_to_the_provider_and_back(void **state)
{
    struct known known = start_known("alice", true);
    char cookie[COOKIE_SIZE];
    char url[LINE_SIZE];
    struct played *one;

    (void) state;
    open_page(&known, cookie);
    one = send_call(press(&known, cookie, "continue"));
    assert_int_equal(status_of(one), 303);
    (void) snprintf(url, sizeof(url), "%s%s", FORWARD, known.state);
    assert_string_equal(one->location, url);
    one = send_call(browse(known.done, cookie));
    assert_int_equal(status_of(one), 409);
    one = come_back(known.query, cookie);
    assert_int_equal(status_of(one), 303);
    assert_string_equal(one->location, known.done);
    assert_int_equal(status_of(send_call(browse(known.done, cookie))), 200);
    assert_true(was_logged("continued - alice@web01 " BROWSER));
    assert_true(was_logged("returned - alice@web01 " BROWSER));
}

/* A double click, and the back button. */
static void continuing_twice_is_continuing_once(void **state)
{
    struct known known = start_known("alice", true);
    char cookie[COOKIE_SIZE];

    (void) state;
    open_page(&known, cookie);
    assert_int_equal(status_of(send_call(press(&known, cookie, "continue"))),
                     303);
    assert_int_equal(status_of(send_call(press(&known, cookie, "continue"))),
                     303);
    assert_int_equal(status_of(come_back(known.query, cookie)), 303);
    assert_int_equal(status_of(come_back(known.query, cookie)), 409);
    assert_int_equal(status_of(send_call(press(&known, cookie, "continue"))),
                     409);
    assert_int_equal(status_of(send_call(browse(known.page, cookie))), 409);
    assert_int_equal(status_of(send_call(browse(known.done, cookie))), 200);
}

static void who_continued_last_counts(void **state)
{
    struct known known = start_known("alice", true);
    char first[COOKIE_SIZE];
    char second[COOKIE_SIZE];

    (void) state;
    open_page(&known, first);
    open_page(&known, second);
    assert_string_not_equal(first, second);
    (void) send_call(press(&known, first, "continue"));
    (void) send_call(press(&known, second, "continue"));
    assert_int_equal(status_of(come_back(known.query, first)), 403);
    assert_int_equal(status_of(come_back(known.query, "")), 403);
    assert_int_equal(status_of(come_back(known.query, second)), 303);
    assert_int_equal(status_of(send_call(browse(known.done, first))), 403);
    assert_int_equal(status_of(send_call(browse(known.done, ""))), 403);
    assert_int_equal(status_of(send_call(browse(known.done, second))), 200);
}

static int pressed(const struct known *known, const char *cookie,
                   const char *body)
{
    struct played *one = press(known, cookie, "continue");

    if (body != NULL)
        put_body(one, body);
    return status_of(send_call(one));
}

static void a_form_of_another_page_is_nobodys(void **state)
{
    struct known known = start_known("alice", true);
    struct known other = start_known("alice", true);
    char cookie[COOKIE_SIZE];
    char foreign[COOKIE_SIZE];
    char token[COOKIE_SIZE];
    char body[LINE_SIZE];

    (void) state;
    open_page(&known, cookie);
    open_page(&known, foreign);
    assert_int_equal(pressed(&known, "", NULL), 403);
    assert_int_equal(pressed(&known, cookie, "token=x&answer=continue"), 403);
    assert_int_equal(pressed(&known, cookie, "token=&answer=continue"), 403);
    assert_int_equal(pressed(&known, cookie, "answer=continue"), 403);
    cookie_token(foreign, known.id, token);
    (void) snprintf(body, sizeof(body), "token=%s&answer=continue", token);
    assert_int_equal(pressed(&known, cookie, body), 403);
    assert_int_equal(pressed(&known, foreign, body), 303);
    cookie_token(cookie, other.id, token);
    (void) snprintf(body, sizeof(body), "token=%s&answer=continue", token);
    assert_int_equal(pressed(&known, cookie, body), 403);
}

static void a_form_is_as_we_made_it(void **state)
{
    static const char *const answers[] = {
        "",
        "&answer=",
        "&answer=yes",
        "&answer=x&",
        "&answer=continue&answer=decline",
        "&answer=%",
        "&answer=continue&token=x",
    };
    struct known known = start_known("alice", true);
    char cookie[COOKIE_SIZE];
    char token[COOKIE_SIZE];

    (void) state;
    open_page(&known, cookie);
    cookie_token(cookie, known.id, token);
    for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
        char body[LINE_SIZE];

        (void) snprintf(body, sizeof(body), "token=%s%s", token, answers[i]);
        assert_int_equal(pressed(&known, cookie, body), 400);
    }
    assert_int_equal(relay.counts[COUNT_CONTINUED], 0);
}

static int pressed_from(const struct known *known, const char *cookie,
                        const char *origin)
{
    struct played *one = press(known, cookie, "continue");

    one->call.request.origin = origin;
    return status_of(send_call(one));
}

static void a_form_comes_from_us(void **state)
{
    struct known known = start_known("alice", true);
    char cookie[COOKIE_SIZE];

    (void) state;
    open_page(&known, cookie);
    assert_int_equal(pressed_from(&known, cookie, "https://evil.example"),
                     403);
    assert_int_equal(
        pressed_from(&known, cookie, "https://signin.example.com:444"), 403);
    assert_int_equal(pressed_from(&known, cookie, "null"), 303);
    assert_int_equal(
        pressed_from(&known, cookie, "https://signin.example.com"), 303);
}

static void this_was_not_me(void **state)
{
    struct known known = start_known("alice", true);
    char cookie[COOKIE_SIZE];

    (void) state;
    open_page(&known, cookie);
    assert_int_equal(status_of(send_call(press(&known, cookie, "decline"))),
                     200);
    assert_true(was_logged("! reported - alice@web01 " BROWSER));
    assert_int_equal(relay.counts[COUNT_REPORTED], 1);
    (void) send_call(press(&known, cookie, "decline"));
    assert_int_equal(relay.counts[COUNT_REPORTED], 1);
    assert_int_not_equal(
        status_of(send_call(press(&known, cookie, "continue"))), 303);
    assert_int_not_equal(status_of(come_back(known.query, cookie)), 303);
    assert_string_equal(member_of(ask_result(&known, "{}"), "error"),
                        "reported");
}

/* What stands behind /callback, with its state in place of "%s". */
static const struct row {
    const char *query;
    int status;
} rows[] = {
    {"code=C", 400},
    {"state=%s", 400},
    {"code=&state=%s", 400},
    {"code=C&error=denied&state=%s", 400},
    {"code=C&code=C&state=%s", 400},
    {"code=C&state=%s&state=%s", 400},
    {"error=a&error=a&state=%s", 400},
    {"code=C&iss=a&iss=a&state=%s", 400},
    {"code=C%%00&state=%s", 400},
    {"code=C%%&state=%s", 400},
    {"code=C%%0a&state=%s", 400},
    {"code=C&state=%s0", 404},
    {"code=C&state=", 400},
    {"code=C&error=&iss=&state=%s&x=1&x=%%", 303},
};

static void what_the_provider_may_bring(void **state)
{
    struct known known = start_known("alice", true);
    char cookie[COOKIE_SIZE];

    (void) state;
    open_page(&known, cookie);
    (void) send_call(press(&known, cookie, "continue"));
    forget_calls();
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char query[LINE_SIZE];
        int status;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        (void) snprintf(query, sizeof(query), rows[i].query, known.state,
                        known.state);
#pragma GCC diagnostic pop
        status = status_of(come_back(query, cookie));
        if (status != rows[i].status)
            fail_msg("%s: %d", rows[i].query, status);
        forget_calls();
    }
}

static void a_callback_is_a_get(void **state)
{
    struct known known = start_known("alice", true);
    char cookie[COOKIE_SIZE];
    struct played *one;

    (void) state;
    open_page(&known, cookie);
    (void) send_call(press(&known, cookie, "continue"));
    one = browse("/callback", cookie);
    one->call.request.method = METHOD_POST;
    one->call.request.query = known.query;
    assert_int_equal(status_of(send_call(one)), 405);
    assert_int_equal(status_of(come_back(known.query, cookie)), 303);
}

static void the_providers_no_is_told(void **state)
{
    struct known known = start_known("alice", true);
    char cookie[COOKIE_SIZE];
    char query[LINE_SIZE];
    struct played *one;

    (void) state;
    open_page(&known, cookie);
    (void) send_call(press(&known, cookie, "continue"));
    (void) snprintf(query, sizeof(query),
                    "error=access_denied&error_description=not+today&state=%s",
                    known.state);
    assert_int_equal(status_of(come_back(query, cookie)), 303);
    one = ask_result(&known, "{}");
    assert_string_equal(member_of(one, "error"), "provider");
    assert_string_equal(member_of(one, "provider_error"), "access_denied");
    assert_string_equal(member_of(one, "provider_error_description"),
                        "not today");
}

static void who_guesses_is_stopped(void **state)
{
    struct known known = start_known("alice", true);
    struct played *one;

    (void) state;
    for (int i = 0; i < 15; i++) {
        assert_int_equal(status_of(send_call(browse("/0000000000", ""))), 404);
        assert_int_equal(status_of(come_back("code=C&state=none", "")), 404);
        forget_calls();
    }
    one = send_call(browse(known.page, ""));
    assert_int_equal(status_of(one), 429);
    assert_string_equal(one->retry, "60");
    one = browse(known.page, "");
    (void) snprintf(one->call.request.address, CALL_ADDRESS_SIZE,
                    "203.0.113.9");
    assert_int_equal(status_of(send_call(one)), 200);
    pass(60 * 1000);
    assert_int_equal(status_of(send_call(browse(known.page, ""))), 200);
}

/* Browsers look for icons by themselves. */
static void other_addresses_are_no_guesses(void **state)
{
    struct known known = start_known("alice", true);

    (void) state;
    for (int i = 0; i < 40; i++) {
        assert_int_equal(status_of(send_call(browse("/favicon.ico", ""))),
                         404);
        forget_calls();
    }
    assert_int_equal(status_of(send_call(browse(known.page, ""))), 200);
}

static void the_page_of_one_that_is_over(void **state)
{
    struct known known = start_known("alice", true);

    (void) state;
    pass(900 * 1000);
    assert_int_equal(status_of(send_call(browse(known.page, ""))), 410);
    pass(119 * 1000);
    assert_int_equal(status_of(send_call(browse(known.page, ""))), 410);
    pass(60 * 1000);
    assert_int_equal(status_of(send_call(browse(known.page, ""))), 404);
    assert_true(was_logged("expired - alice@web01 -"));
}

static void the_style_is_ours(void **state)
{
    struct played *one = send_call(browse("/style.css", ""));

    (void) state;
    assert_int_equal(status_of(one), 200);
    assert_false(one->call.response.page);
    assert_string_not_equal(one->text, "");
}

#define TEST(name)                                                            \
    cmocka_unit_test_setup_teardown(name, relay_begin, relay_finish)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(looking_changes_nothing),
        TEST(an_id_may_be_typed),
        TEST(continuing_leads_to_the_provider_and_back),
        TEST(continuing_twice_is_continuing_once),
        TEST(who_continued_last_counts),
        TEST(a_form_of_another_page_is_nobodys),
        TEST(a_form_is_as_we_made_it),
        TEST(a_form_comes_from_us),
        TEST(this_was_not_me),
        TEST(what_the_provider_may_bring),
        TEST(a_callback_is_a_get),
        TEST(the_providers_no_is_told),
        TEST(who_guesses_is_stopped),
        TEST(other_addresses_are_no_guesses),
        TEST(the_page_of_one_that_is_over),
        TEST(the_style_is_ours),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
