/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The account on the screen is the one that gets in, with a user map, too; and
 * what the log says about one that does not.
 */

#include "identities.h"

static void by_map(void **state)
{
    struct claims claims = {
        .issuer = IDP, .subject = "s", .username = "ANN@corp.example"};

    (void) state;
    use_map();
    snprintf(settings.username_domain, NAME_SIZE, "a.example");
    name_user("mapped");
    assert_int_equal(match(&claims), IDENTITY_MATCHES);
    assert_string_equal(expected(), "Ann@corp.example");
    claims.name_unverified = true;
    assert_int_equal(match(&claims), IDENTITY_DIFFERS);
    assert_non_null(strstr(error, "has not verified ANN@corp.example"));
    claims.name_unverified = false;
    snprintf(claims.username, NAME_SIZE, "mapped@a.example");
    assert_int_equal(match(&claims), IDENTITY_DIFFERS);

    /* The line wins over the record, and over the name that is on it. */
    record.binding = BINDING_KNOWN;
    record.identity = bound;
    claims = bound;
    assert_int_equal(match(&claims), IDENTITY_DIFFERS);
    assert_string_equal(expected(), "Ann@corp.example");

    name_user("both");
    record = (struct record){.binding = BINDING_NONE};
    claims = (struct claims){
        .issuer = IDP, .subject = "1", .username = "both@corp.example"};
    assert_int_equal(match(&claims), IDENTITY_MATCHES);
    claims.subject[0] = '2';
    assert_int_equal(match(&claims), IDENTITY_DIFFERS);

    /* Who has no line goes by the name. */
    name_user("alice");
    snprintf(claims.username, NAME_SIZE, "alice@a.example");
    assert_int_equal(match(&claims), IDENTITY_MATCHES);
    assert_string_equal(expected(), "alice@a.example");
}

/* Where only an id is known nobody is promised to get in by a name. */
static void only_an_id_is_known(void **state)
{
    struct claims claims = {
        .issuer = IDP, .subject = "some one", .username = "who@ever"};

    (void) state;
    use_map();
    name_user("by-id");
    assert_string_equal(expected(), "");
    assert_int_equal(match(&claims), IDENTITY_MATCHES);
    snprintf(claims.username, NAME_SIZE, "by-id");
    claims.subject[0] = 'S';
    assert_int_equal(match(&claims), IDENTITY_DIFFERS);
    /* A sign-in that the line accepts has shown a name; another has not. */
    record.identity = bound;
    assert_string_equal(expected(), "");
    snprintf(record.identity.subject, NAME_SIZE, "some one");
    assert_string_equal(expected(), "old@a.example");
}

/* Whatever is shown as the account gets in, with whatever ids. */
static void what_is_shown_gets_in(void **state)
{
    static const char *const users[] = {"alice", "alice@a.example", "mapped",
                                        "both",  "by-id",           "A.B"};
    static const char *const domains[] = {"", "a.example",
                                          "b.example a.example"};

    (void) state;
    use_map();
    for (size_t u = 0; u < sizeof(users) / sizeof(users[0]); u++)
        for (size_t d = 0; d < sizeof(domains) / sizeof(domains[0]); d++) {
            struct claims claims = {.issuer = IDP, .subject = "1"};

            name_user(users[u]);
            snprintf(settings.username_domain, NAME_SIZE, "%s", domains[d]);
            snprintf(claims.username, NAME_SIZE, "%s", expected());
            if (claims.username[0] == '\0')
                assert_string_equal(users[u], "by-id");
            else if (match(&claims) != IDENTITY_MATCHES)
                fail_msg("%s is shown for %s and does not get in",
                         claims.username, users[u]);
        }
}

static void broken_map(void **state)
{
    const struct claims claims = {.issuer = IDP, .subject = "1"};
    char name[NAME_SIZE] = "x";

    (void) state;
    use_map();
    name_user("twice");
    assert_int_equal(match(&claims), IDENTITY_BAD_MAP);
    assert_non_null(strstr(error, "/map:5: this user has a line above"));
    error[0] = '\0';
    assert_false(identity_expected(&settings, &user, &record, name, error));
    assert_string_equal(name, "");
    assert_non_null(strstr(error, "/map:5: this user has a line above"));
    assert_true(identity_is_suitable(&settings, &user));
}

static void advice(void **state)
{
    static const struct {
        const char *domains, *username;
        bool unverified;
        const char *advice;
    } table[] = {
        {"", "alice@example.com", false,
         "username_domain = example.com would make alice@example.com the user "
         "alice"},
        {"", "ALICE@Example.com", false,
         "username_domain = Example.com would make ALICE@Example.com the user "
         "alice"},
        {"", "bob@example.com", false, ""},
        {"", "malice@example.com", false, ""},
        {"", "alice@", false,
         "without username_domain alice@ would be the "
         "user alice"},
        {"a.example", "alice@b.example", false, ""},
        {"a.example", "alice", false,
         "without username_domain alice would be the user alice"},
        {"", "", false,
         "the ID token has no name in email: see scope and username_claim"},
        {"", "alice", true,
         "the provider has not verified alice (email_verified is not true): "
         "have it verified there, choose another username_claim, or name the "
         "person by sub in user_map"},
        {"", "alice#EXT#@a.example", false,
         "the name of a guest, with #, never matches: name the person in "
         "user_map"},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        struct claims claims = {.issuer = IDP,
                                .subject = "s",
                                .name_unverified = table[i].unverified};

        snprintf(claims.username, NAME_SIZE, "%s", table[i].username);
        snprintf(settings.username_domain, NAME_SIZE, "%s", table[i].domains);
        assert_int_equal(match(&claims), IDENTITY_DIFFERS);
        assert_string_equal(error, table[i].advice);
    }
}

#define TEST(name)                                                            \
    cmocka_unit_test_setup_teardown(name, set_up, scratch_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(by_map),
        TEST(only_an_id_is_known),
        TEST(what_is_shown_gets_in),
        TEST(broken_map),
        TEST(advice),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
