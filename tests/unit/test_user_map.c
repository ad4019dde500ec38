/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The user map: who is found with which identity, and that a file with any
 * line that is not understood is refused with the line.
 */

#include "keeper/user_map.h"

#include "scratch.h"

static char error[LINE_SIZE];
static struct mapping mapping;

static const char map[] = "# people\n"
                          "\n"
                          "alice  sub=1234 iss=https://idp.example\n"
                          "\tbob\toid=o-1\ttid=t-1 # Bob's\n"
                          "al  username=a#EXT#@example\n"
                          "#al sub=1\n"
                          "dora \"sub=John Q. Public\" username=Dora@example\n"
                          "eve \"sub=say \"\"#hi\"\" \" # ...\n"
                          "carol sub=a=b";

#define ISSUER "https://idp.example"

static const struct {
    const char *user;
    struct claims claims;
    bool matches;
} logins[] = {
    {"alice", {.issuer = ISSUER, .subject = "1234"}, true},
    {"alice", {ISSUER, "1234", "t", "o", "n", .acr = "a"}, true},
    {"alice", {.issuer = ISSUER, .subject = "123"}, false},
    {"alice", {.issuer = ISSUER, .subject = "12345"}, false},
    {"alice", {.issuer = ISSUER "/", .subject = "1234"}, false},
    {"alice", {.subject = "1234"}, false},
    {"alice",
     {.issuer = ISSUER, .subject = "1234", .name_unverified = true},
     true},
    {"bob", {.oid = "o-1", .tid = "t-1"}, true},
    {"bob", {.oid = "O-1", .tid = "t-1"}, false},
    {"bob", {.oid = "o-1", .tid = "t-2"}, false},
    {"bob", {.oid = "o-2", .tid = "t-1"}, false},
    {"al", {.username = "a#EXT#@example"}, true},
    {"al", {.username = "A#ext#@EXAMPLE"}, true},
    {"al", {.username = "a#EXT#@example2"}, false},
    {"al", {.username = "a#EXT#@example", .name_unverified = true}, false},
    {"al", {.username = ""}, false},
    {"dora", {.subject = "John Q. Public", .username = "dora@example"}, true},
    {"dora", {.subject = "John", .username = "dora@example"}, false},
    {"dora", {.subject = "john q. public", .username = "dora@example"}, false},
    {"dora", {.subject = "John Q. Public", .username = "d@example"}, false},
    {"eve", {.subject = "say \"#hi\" "}, true},
    {"eve", {.subject = "say \"\"#hi\"\" "}, false},
    {"carol", {.subject = "a=b"}, true},
    {"carol", {.subject = "a"}, false},
    {"carol", {.oid = "a=b"}, false},
};

static void lookups(void **state)
{
    static const char *const absent[] = {"",           "ali",    "Alice", "#",
                                         "alice  sub", "people", "#al"};
    const char *path = scratch_write("map", map);

    (void) state;
    assert_true(user_map_check(path, error));
    for (size_t i = 0; i < sizeof(absent) / sizeof(absent[0]); i++)
        assert_int_equal(user_map_find(path, absent[i], &mapping, error),
                         MAPPED_NOT);
    for (size_t i = 0; i < sizeof(logins) / sizeof(logins[0]); i++) {
        assert_int_equal(user_map_find(path, logins[i].user, &mapping, error),
                         MAPPED_BY_LINE);
        if (mapping_matches(&mapping, &logins[i].claims) != logins[i].matches)
            fail_msg("login %zu", i);
        assert_int_equal(mapping_has_name(&mapping),
                         strcmp(logins[i].user, "al") == 0 ||
                             strcmp(logins[i].user, "dora") == 0);
    }
    assert_string_equal(error, "");
}

/* Quotes within a word are what they always were. */
static void quotes_of_old_files(void **state)
{
    const struct claims claims = {.subject = "a\"b"};
    const struct claims whole = {.subject = "\"a\""};
    const char *path = scratch_write("map", "al sub=a\"b\nbo sub=\"a\"\n");

    (void) state;
    assert_int_equal(user_map_find(path, "al", &mapping, error),
                     MAPPED_BY_LINE);
    assert_true(mapping_matches(&mapping, &claims));
    assert_int_equal(user_map_find(path, "bo", &mapping, error),
                     MAPPED_BY_LINE);
    assert_true(mapping_matches(&mapping, &whole));
}

#define FORM                                                                  \
    "write LOCAL-USER CLAIM=VALUE ..., each claim once, of iss sub tid oid "  \
    "username; in double quotes where it has blanks"

static const struct {
    const char *text;
    const char *rest; /* of the complaint, after the file's path */
} refused[] = {
    {"alice sub=1\nbob\n", ":2: name the person by sub, oid or username"},
    {"bob iss=https://idp.example tid=t\n",
     ":1: name the person by sub, oid or username"},
    {"bob # sub=1\n", ":1: name the person by sub, oid or username"},
    {"bob sub\n", ":1: " FORM},
    {"bob sub=\n", ":1: " FORM},
    {"bob \"sub=\"\n", ":1: " FORM},
    {"bob sub=1 sub=1\n", ":1: " FORM},
    {"bob Sub=1\n", ":1: " FORM},
    {"bob upn=b@example\n", ":1: " FORM},
    {"bob sub = 1\n", ":1: " FORM},
    {"bob sub=a b\n", ":1: " FORM},
    {"bob sub=caf\xc3\xa9\n", ":1: " FORM},
    {"bob \"sub=1\n", ":1: " FORM},
    {"bob \"sub=1\"x\n", ":1: " FORM},
    {"bob \"sub=1\"\"\n", ":1: " FORM},
    {"bob \"sub=1\tx\"\n", ":1: " FORM},
    {"bob \"\"\n", ":1: " FORM},
    {"bob \"\n", ":1: " FORM},
    {"bob tid=1234567890123456789012345678901234567890123456789012345678901234"
     " sub=1\n",
     ":1: " FORM},
    {"alice sub=1\r\n",
     ":1: holds a control byte, save it as text with Unix line ends"},
};

static void refusals(void **state)
{
    const char *path;

    (void) state;
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        path = scratch_write("map", refused[i].text);
        assert_int_equal(user_map_find(path, "alice", &mapping, error),
                         MAPPED_BAD);
        assert_string_equal(error, scratch_complaint(path, refused[i].rest));
        error[0] = '\0';
        assert_false(user_map_check(path, error));
        assert_string_equal(error, scratch_complaint(path, refused[i].rest));
    }
    path = scratch_write("map", "alice sub=1\n\nalice sub=1\n");
    assert_int_equal(user_map_find(path, "alice", &mapping, error),
                     MAPPED_BAD);
    assert_string_equal(
        error, scratch_complaint(path, ":3: this user has a line above"));
    assert_int_equal(user_map_find(path, "bob", &mapping, error), MAPPED_NOT);
}

static void unsafe_files(void **state)
{
    const char *path = scratch_path("none");

    (void) state;
    assert_int_equal(user_map_find(path, "alice", &mapping, error),
                     MAPPED_BAD);
    assert_string_equal(
        error, scratch_complaint(path, ": No such file or directory"));
    assert_false(user_map_check(path, error));
    scratch_write("map", map);
    path = scratch_foreign("map");
    assert_int_equal(user_map_find(path, "alice", &mapping, error),
                     MAPPED_BAD);
    assert_string_equal(error, scratch_complaint(path, scratch_owner()));
    path = scratch_write("map", map);
    assert_int_equal(chmod(path, 0660), 0);
    assert_int_equal(user_map_find(path, "alice", &mapping, error),
                     MAPPED_BAD);
    assert_string_equal(
        error,
        scratch_complaint(path, ": can be written by others: chmod go-w "));
}

#define TEST(name)                                                            \
    cmocka_unit_test_setup_teardown(name, scratch_set_up, scratch_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(lookups),
        TEST(quotes_of_old_files),
        TEST(refusals),
        TEST(unsafe_files),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
