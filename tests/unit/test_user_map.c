/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The user map: who is found with which identity, and that a file with any
 * line that is not understood is refused with the line.
 */

#include "keeper/user_map.h"

#include "scratch.h"

static char error[LINE_SIZE];

static const char map[] = "# people\n"
                          "\n"
                          "alice  sub=1234 iss=https://idp.example\n"
                          "\tbob\toid=o-1\ttid=t-1 # Bob's\n"
                          "al  username=a#EXT#@example\n"
                          "#al sub=1\n"
                          "carol sub=a=b";

#define ISSUER "https://idp.example"

static const struct {
    const char *user;
    struct claims claims;
    enum identity_match match;
} logins[] = {
    {"alice", {.issuer = ISSUER, .subject = "1234"}, IDENTITY_MATCHES},
    {"alice", {ISSUER, "1234", "t", "o", "n", .acr = "a"}, IDENTITY_MATCHES},
    {"alice", {.issuer = ISSUER, .subject = "123"}, IDENTITY_DIFFERS},
    {"alice", {.issuer = ISSUER "/", .subject = "1234"}, IDENTITY_DIFFERS},
    {"alice", {.subject = "1234"}, IDENTITY_DIFFERS},
    {"bob", {.oid = "o-1", .tid = "t-1"}, IDENTITY_MATCHES},
    {"bob", {.oid = "o-1", .tid = "t-2"}, IDENTITY_DIFFERS},
    {"bob", {.oid = "o-2", .tid = "t-1"}, IDENTITY_DIFFERS},
    {"al", {.username = "a#EXT#@example"}, IDENTITY_MATCHES},
    {"al", {.username = "A#EXT#@example"}, IDENTITY_DIFFERS},
    {"carol", {.subject = "a=b"}, IDENTITY_MATCHES},
    {"carol", {.subject = "a"}, IDENTITY_DIFFERS},
    {"carol", {.oid = "a=b"}, IDENTITY_DIFFERS},
};

static void lookups(void **state)
{
    static const char *const absent[] = {"",           "ali",    "Alice", "#",
                                         "alice  sub", "people", "#al"};
    const char *path = scratch_write("map", map);

    (void) state;
    for (size_t i = 0; i < sizeof(absent) / sizeof(absent[0]); i++)
        assert_int_equal(
            user_map_match(path, absent[i], &logins[0].claims, error),
            IDENTITY_UNMAPPED);
    for (size_t i = 0; i < sizeof(logins) / sizeof(logins[0]); i++)
        assert_int_equal(
            user_map_match(path, logins[i].user, &logins[i].claims, error),
            logins[i].match);
    assert_string_equal(error, "");
}

#define FORM                                                                  \
    "write LOCAL-USER CLAIM=VALUE ..., each claim once, of iss sub tid oid "  \
    "username"

static const struct {
    const char *text;
    const char *rest; /* of the complaint, after the file's path */
} refused[] = {
    {"alice sub=1\nbob\n", ":2: name the person by sub, oid or username"},
    {"bob iss=https://idp.example tid=t\n",
     ":1: name the person by sub, oid or username"},
    {"bob sub\n", ":1: " FORM},
    {"bob sub=\n", ":1: " FORM},
    {"bob sub=1 sub=1\n", ":1: " FORM},
    {"bob Sub=1\n", ":1: " FORM},
    {"bob upn=b@example\n", ":1: " FORM},
    {"bob sub = 1\n", ":1: " FORM},
    {"bob sub=caf\xc3\xa9\n", ":1: " FORM},
    {"bob tid=1234567890123456789012345678901234567890123456789012345678901234"
     " sub=1\n",
     ":1: " FORM},
    {"alice sub=1\n\nalice sub=1\n", ":3: this user has a line above"},
    {"alice sub=1\r\n",
     ":1: holds a control byte, save it as text with Unix line ends"},
};

static void refusals(void **state)
{
    const struct claims claims = {.subject = "1"};
    char expected[LINE_SIZE];

    (void) state;
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        const char *path = scratch_write("map", refused[i].text);

        assert_int_equal(user_map_match(path, "alice", &claims, error),
                         IDENTITY_BAD_MAP);
        snprintf(expected, sizeof(expected), "%s%s", path, refused[i].rest);
        assert_string_equal(error, expected);
    }
    assert_int_equal(
        user_map_match(scratch_path("none"), "alice", &claims, error),
        IDENTITY_BAD_MAP);
    assert_non_null(strstr(error, "/none: No such file or directory"));
    scratch_write("map", map);
    assert_int_equal(
        user_map_match(scratch_foreign("map"), "alice", &claims, error),
        IDENTITY_BAD_MAP);
    assert_non_null(strstr(error, "belongs to the wrong user, chown it"));
    scratch_write("map", map);
    assert_int_equal(chmod(scratch_path("map"), 0660), 0);
    assert_int_equal(
        user_map_match(scratch_path("map"), "alice", &claims, error),
        IDENTITY_BAD_MAP);
    assert_non_null(strstr(error, "can be written by others"));
}

#define TEST(name)                                                            \
    cmocka_unit_test_setup_teardown(name, scratch_set_up, scratch_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(lookups),
        TEST(refusals),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
