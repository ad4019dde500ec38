/* SPDX-License-Identifier: BSD-2-Clause
 *
 * A host starts a sign-in at the relay, or is told why it cannot.
 */

#include "calls.h"

#define MEMBERS                                                               \
    "\"host\":\"web01\",\"service\":\"sshd\",\"user\":\"alice\","             \
    "\"from\":\"\",\"account\":\"\",\"expires_in\":60,\"number\":true"
#define GOOD "{\"authorization_url\":\"" FORWARD "S-0\"," MEMBERS "}"

static struct played *start(const char *key, const char *body)
{
    return send_call(host_call(METHOD_POST, "/v1/sign-ins", key, body));
}

static void it_is_told_where_to_send_its_person(void **state)
{
    struct played *one = start(KEY, GOOD);
    char url[LINE_SIZE];

    (void) state;
    assert_int_equal(status_of(one), 201);
    assert_int_equal(strlen(member_of(one, "id")), SIGN_IN_ID_SIZE - 1);
    (void) snprintf(url, sizeof(url), "https://signin.example.com/%s",
                    member_of(one, "id"));
    assert_string_equal(member_of(one, "url"), url);
    assert_int_equal(strlen(member_of(one, "secret")), 43);
    assert_non_null(strstr(one->text, "\"expires_in\":60"));
    assert_true(was_logged("started - alice@web01 " BROWSER));
}

static void two_sign_ins_have_nothing_in_common(void **state)
{
    struct known first = start_known("alice", true);
    struct known second = start_known("alice", true);

    (void) state;
    assert_string_not_equal(first.id, second.id);
    assert_string_not_equal(first.secret, second.secret);
}

/* What a body may be, and what it is answered. */
static const struct row {
    const char *body;
    int status;
    const char *error;
} rows[] = {
    {GOOD "x", 400, "malformed"},
    {"", 400, "malformed"},
    {"[]", 400, "malformed"},
    {"{}", 400, "malformed"},
    {"{" MEMBERS "}", 400, "malformed"},
    {"{\"authorization_url\":7," MEMBERS "}", 400, "malformed"},
    {"{\"authorization_url\":\"" FORWARD "S-0\"," MEMBERS ",\"user\":\"bob\"}",
     400, "malformed"},
    {"{\"authorization_url\":\"" FORWARD "S\\u0000\"," MEMBERS "}", 400,
     "malformed"},
    {"{\"authorization_url\":\"https://evil.example/authorize?x\"," MEMBERS
     "}",
     403, "authorization_url"},
    {"{\"authorization_url\":\"" FORWARD "S-0&state=S-1\"," MEMBERS "}", 400,
     "authorization_url"},
};

static void each_row(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct played *one = start(KEY, rows[i].body);

        if (status_of(one) != rows[i].status)
            fail_msg("%s: %d", rows[i].body, status_of(one));
        assert_string_equal(member_of(one, "error"), rows[i].error);
        forget_calls();
    }
    assert_int_equal(relay.counts[COUNT_STARTED], 0);
    assert_int_equal(relay.counts[COUNT_REFUSED],
                     sizeof(rows) / sizeof(rows[0]));
}

/* Take a member out of GOOD, or put another value in its place. */
static void write_body(const char *member, const char *value,
                       char ret_body[LINE_SIZE])
{
    char name[WORD_SIZE];
    const char *from;
    const char *behind;

    (void) snprintf(name, sizeof(name), "\"%s\":", member);
    from = strstr(GOOD, name);
    behind = from + strcspn(from, ",}");
    if (value != NULL)
        (void) snprintf(ret_body, LINE_SIZE, "%.*s%s%s%s", (int) (from - GOOD),
                        GOOD, name, value, behind);
    else
        (void) snprintf(ret_body, LINE_SIZE, "%.*s\"x\":1%s",
                        (int) (from - GOOD), GOOD, behind);
}

static int answered(const char *member, const char *value)
{
    char body[LINE_SIZE];
    int status;

    write_body(member, value, body);
    status = status_of(start(KEY, body));
    forget_calls();
    return status;
}

static void every_member_has_to_be_there(void **state)
{
    static const char *const members[] = {
        "host",   "service",           "user",      "from", "account",
        "number", "authorization_url", "expires_in"};

    (void) state;
    for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
        assert_int_equal(answered(members[i], NULL), 400);
}

static void every_member_is_what_it_is_called(void **state)
{
    static char text[NAME_SIZE + 3];

    (void) state;
    assert_int_equal(answered("number", "1"), 400);
    assert_int_equal(answered("number", "\"true\""), 400);
    assert_int_equal(answered("expires_in", "\"60\""), 400);
    assert_int_equal(answered("expires_in", "0"), 400);
    assert_int_equal(answered("expires_in", "-1"), 400);
    assert_int_equal(answered("expires_in", "1.5"), 400);
    assert_int_equal(answered("host", "\"\""), 400);
    assert_int_equal(answered("user", "\"\""), 400);
    assert_int_equal(answered("user", "\"\\u0000\""), 400);
    assert_int_equal(answered("user", "\"\\ud800\""), 400);
    memset(text, 'x', sizeof(text) - 1);
    text[0] = text[sizeof(text) - 2] = '"';
    assert_int_equal(answered("user", text), 400);
    assert_int_equal(relay.counts[COUNT_STARTED], 0);
}

/* A host may ask for less, not for more. */
static void no_sign_in_lasts_longer_than_may_be(void **state)
{
    char body[LINE_SIZE];
    struct played *one;

    (void) state;
    write_body("expires_in", "901", body);
    one = start(KEY, body);
    assert_int_equal(status_of(one), 201);
    assert_non_null(strstr(one->text, "\"expires_in\":900"));
}

static void without_its_key_it_is_nobody(void **state)
{
    struct played *one = start("other", GOOD);

    (void) state;
    assert_int_equal(status_of(one), 401);
    assert_string_equal(member_of(one, "error"), "key");
    one = call_of(METHOD_POST, "/v1/sign-ins");
    put_body(one, GOOD);
    assert_int_equal(status_of(send_call(one)), 401);
    one = host_call(METHOD_POST, "/v1/sign-ins", KEY, GOOD);
    one->call.request.authorization = "Basic " KEY;
    assert_int_equal(status_of(send_call(one)), 401);
    assert_true(was_logged("refused key -@- " BROWSER));
}

static void a_key_is_for_its_own_hosts(void **state)
{
    (void) state;
    assert_int_equal(answered("host", "\"db01\""), 403);
    assert_true(was_logged("refused host alice@db01 " BROWSER));
}

static void a_header_field_stands_there_once(void **state)
{
    struct played *one = host_call(METHOD_POST, "/v1/sign-ins", KEY, GOOD);

    (void) state;
    one->call.request.twice = true;
    assert_int_equal(status_of(send_call(one)), 400);
}

static void a_state_is_of_one_sign_in(void **state)
{
    struct played *one;

    (void) state;
    assert_int_equal(status_of(start_of("alice", true, "S-same")), 201);
    one = start_of("bob", true, "S-same");
    assert_int_equal(status_of(one), 400);
    assert_string_equal(member_of(one, "error"), "state");
}

static void a_key_starts_so_many_in_a_minute(void **state)
{
    struct played *one;

    (void) state;
    settings.starts_per_minute = 2;
    (void) start_known("alice", true);
    pass(20 * 1000);
    (void) start_known("bob", true);
    one = start_of("carol", true, "S-x");
    assert_int_equal(status_of(one), 429);
    assert_string_equal(member_of(one, "error"), "starts");
    assert_string_equal(one->retry, "40");
    pass(39999);
    assert_int_equal(status_of(start_of("carol", true, "S-x")), 429);
    pass(1);
    assert_int_equal(status_of(start_of("carol", true, "S-x")), 201);
}

static void so_many_wait_at_once(void **state)
{
    struct played *one;
    struct known first = start_known("user0", true);

    (void) state;
    for (int i = 1; i < settings.waiting; i++) {
        char user[WORD_SIZE];

        (void) snprintf(user, sizeof(user), "user%d", i);
        (void) start_known(user, true);
        forget_calls();
    }
    one = start_of("late", true, "S-late");
    assert_int_equal(status_of(one), 429);
    assert_string_equal(member_of(one, "error"), "waiting");
    assert_string_not_equal(one->retry, "");
    assert_int_equal(status_of(send_call(host_call(
                         METHOD_DELETE, first.sign_in, first.secret, ""))),
                     204);
    assert_int_equal(status_of(start_of("late", true, "S-late")), 201);
}

static void what_is_no_address_of_ours(void **state)
{
    static const char *const paths[] = {
        "/v1/",
        "/v1/sign-in",
        "/v1/sign-insx",
        "/v1/sign-ins/",
        "/v1/sign-ins/123456789",
        "/v1/sign-ins/12345678901",
        "/v1/sign-ins/1234%306789",
        "/v1/sign-ins/1234567890/",
        "/v1/sign-ins/1234567890/results",
        "/v2/sign-ins",
    };

    (void) state;
    for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
        assert_int_equal(
            status_of(send_call(host_call(METHOD_POST, paths[i], KEY, GOOD))),
            404);
        forget_calls();
    }
    assert_int_equal(relay.counts[COUNT_STARTED], 0);
}

static void methods_are_told(void **state)
{
    (void) state;
    assert_int_equal(
        status_of(send_call(host_call(METHOD_GET, "/v1/sign-ins", KEY, GOOD))),
        405);
    assert_int_equal(status_of(send_call(host_call(
                         METHOD_POST, "/v1/sign-ins/1234567890", KEY, ""))),
                     405);
    assert_int_equal(
        status_of(send_call(
            host_call(METHOD_GET, "/v1/sign-ins/1234567890/result", KEY, ""))),
        405);
}

#define TEST(name)                                                            \
    cmocka_unit_test_setup_teardown(name, relay_begin, relay_finish)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(it_is_told_where_to_send_its_person),
        TEST(two_sign_ins_have_nothing_in_common),
        TEST(each_row),
        TEST(every_member_has_to_be_there),
        TEST(every_member_is_what_it_is_called),
        TEST(no_sign_in_lasts_longer_than_may_be),
        TEST(without_its_key_it_is_nobody),
        TEST(a_key_is_for_its_own_hosts),
        TEST(a_header_field_stands_there_once),
        TEST(a_state_is_of_one_sign_in),
        TEST(a_key_starts_so_many_in_a_minute),
        TEST(so_many_wait_at_once),
        TEST(what_is_no_address_of_ours),
        TEST(methods_are_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
