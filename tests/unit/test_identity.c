/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Whose identity is accepted for a local user: by name, by the record, and
 * who cannot be anybody.
 */

#include "identities.h"

#define ENTRA                                                                 \
    "https://login.microsoftonline.com/11112222-3333-4444-5555-66667777"
#define MICROSOFT ENTRA "8888/v2.0"

/* Unbound and unmapped: the local name and the domains decide. */
static void by_name(void **state)
{
    static const struct {
        const char *local, *domains, *username;
        enum identity_match match;
    } table[] = {
        {"alice", "", "alice", IDENTITY_MATCHES},
        {"alice", "", "ALICE", IDENTITY_MATCHES},
        {"alice", "", "alice2", IDENTITY_DIFFERS},
        {"alice", "", "alic", IDENTITY_DIFFERS},
        {"alice", "", "bob", IDENTITY_DIFFERS},
        {"alice", "", "", IDENTITY_DIFFERS},
        {"alice", "", "alice@a.example", IDENTITY_DIFFERS},
        {"alice", "a.example", "alice@a.example", IDENTITY_MATCHES},
        {"alice", "a.example", "Alice@A.Example", IDENTITY_MATCHES},
        {"alice", "a.example", "alice", IDENTITY_DIFFERS},
        {"alice", "a.example", "alice@b.example", IDENTITY_DIFFERS},
        {"alice", "a.example", "bob@a.example", IDENTITY_DIFFERS},
        {"alice", "a.example", "alice@a.example.evil", IDENTITY_DIFFERS},
        {"alice", "a.example", "alice@xa.example", IDENTITY_DIFFERS},
        {"alice", "a.example b.example", "alice@b.example", IDENTITY_MATCHES},
        {"alice", "a.example b.example", "alice@c.example", IDENTITY_DIFFERS},
        {"alice", "a.example", "alice#EXT#@a.example", IDENTITY_DIFFERS},
        {"alice#EXT#", "a.example", "alice#EXT#@a.example", IDENTITY_DIFFERS},
        {"al\xc3\xa9", "", "al\xc3\xa9", IDENTITY_DIFFERS},
        /* A whole local name is not lengthened. */
        {"alice@a.example", "a.example", "alice@a.example", IDENTITY_MATCHES},
        {"alice@a.example", "b.example", "alice@a.example", IDENTITY_MATCHES},
        {"alice@a.example", "a.example", "ALICE@A.EXAMPLE", IDENTITY_MATCHES},
        {"alice@a.example", "", "alice@a.example", IDENTITY_MATCHES},
        {"alice@a.example", "a.example", "alice@a.example@a.example",
         IDENTITY_DIFFERS},
        {"alice@a.example", "a.example", "alice", IDENTITY_DIFFERS},
        {"alice@a.example", "b.example", "alice@b.example", IDENTITY_DIFFERS},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        struct claims claims = {.issuer = IDP, .subject = "s"};

        name_user(table[i].local);
        snprintf(claims.username, NAME_SIZE, "%s", table[i].username);
        snprintf(settings.username_domain, NAME_SIZE, "%s", table[i].domains);
        if (match(&claims) != table[i].match)
            fail_msg("%s [%s] %s", table[i].local, table[i].domains,
                     table[i].username);
        if (table[i].match == IDENTITY_MATCHES)
            assert_string_equal(error, "");
        claims.name_unverified = true;
        assert_int_equal(match(&claims), IDENTITY_DIFFERS);
    }
}

/* A name that is cut off to the size of a claim is another name. */
static void long_names(void **state)
{
    struct claims claims = {.issuer = IDP, .subject = "s"};
    char local[NAME_SIZE];

    (void) state;
    memset(local, 'a', sizeof(local) - 1);
    local[sizeof(local) - 1] = '\0';
    name_user(local);
    snprintf(settings.username_domain, NAME_SIZE, "a.example");
    snprintf(claims.username, NAME_SIZE, "%s", local);
    assert_int_equal(match(&claims), IDENTITY_DIFFERS);
    assert_string_equal(expected(), "");
    local[NAME_SIZE - 1 - sizeof("@a.example") + 1] = '\0';
    name_user(local);
    snprintf(claims.username, NAME_SIZE, "%s@a.example", local);
    assert_int_equal(strlen(claims.username), NAME_SIZE - 1);
    assert_int_equal(match(&claims), IDENTITY_MATCHES);
    assert_string_equal(expected(), claims.username);
}

/* Once bound, ids decide and no name does. */
static void by_record(void **state)
{
    struct claims claims = bound;

    (void) state;
    record.binding = BINDING_KNOWN;
    record.identity = bound;
    assert_int_equal(match(&claims), IDENTITY_MATCHES);
    assert_string_equal(expected(), "old@a.example");
    snprintf(claims.username, NAME_SIZE, "new@b.example");
    claims.name_unverified = true;
    claims.tid[0] = claims.oid[0] = '\0';
    assert_int_equal(match(&claims), IDENTITY_MATCHES);
    snprintf(claims.subject, NAME_SIZE, "S");
    assert_int_equal(match(&claims), IDENTITY_DIFFERS);
    /* Neither the name that would bind nor the one on record helps. */
    snprintf(claims.username, NAME_SIZE, "alice");
    claims.name_unverified = false;
    assert_int_equal(match(&claims), IDENTITY_DIFFERS);
    claims = bound;
    snprintf(claims.issuer, URL_SIZE, "%s", IDP "/");
    assert_int_equal(match(&claims), IDENTITY_DIFFERS);
    claims = bound;
    claims.subject[0] = '\0';
    assert_int_equal(match(&claims), IDENTITY_DIFFERS);
    record.identity.username[0] = '\0';
    assert_string_equal(expected(), "");
}

static void bound_at_microsoft(void **state)
{
    struct claims claims = bound;

    (void) state;
    snprintf(claims.issuer, URL_SIZE, "%s", MICROSOFT);
    record.identity = claims;
    assert_true(identity_is_bound(&record, &claims));
    snprintf(claims.tid, WORD_SIZE, "x");
    assert_false(identity_is_bound(&record, &claims));
    claims = record.identity;
    snprintf(claims.oid, WORD_SIZE, "x");
    assert_false(identity_is_bound(&record, &claims));
    claims.oid[0] = '\0';
    assert_false(identity_is_bound(&record, &claims));
    /* An empty record is nobody's. */
    record.identity = (struct claims){.issuer = ""};
    claims = (struct claims){.issuer = ""};
    assert_false(identity_is_bound(&record, &claims));
}

static void suitable_users(void **state)
{
    struct claims claims = {.issuer = IDP, .subject = "9"};

    (void) state;
    assert_true(identity_is_suitable(&settings, &user));
    user.uid = 999;
    assert_false(identity_is_suitable(&settings, &user));
    snprintf(claims.username, NAME_SIZE, "alice");
    assert_int_equal(match(&claims), IDENTITY_DIFFERS);
    assert_string_equal(expected(), "");
    record.identity = claims;
    assert_int_equal(match(&claims), IDENTITY_DIFFERS);
    record.identity.issuer[0] = '\0';
    /* A map helps those whom it names. */
    use_map();
    assert_false(identity_is_suitable(&settings, &user));
    name_user("low");
    assert_true(identity_is_suitable(&settings, &user));
    assert_int_equal(match(&claims), IDENTITY_MATCHES);
    user.uid = 0;
    assert_false(identity_is_suitable(&settings, &user));
    assert_int_equal(match(&claims), IDENTITY_DIFFERS);
    assert_string_equal(expected(), "");
}

/* The userinfo endpoint tells the subject alone. */
static void by_userinfo(void **state)
{
    struct claims claims = {
        .issuer = IDP, .subject = "s", .from_userinfo = true};

    (void) state;
    assert_int_equal(match(&claims), IDENTITY_DIFFERS);
    record.identity = bound;
    assert_int_equal(match(&claims), IDENTITY_MATCHES);
    claims.subject[0] = 'x';
    assert_int_equal(match(&claims), IDENTITY_DIFFERS);
    use_map();
    name_user("mapped");
    snprintf(record.identity.username, NAME_SIZE, "ann@corp.example");
    assert_int_equal(match(&claims), IDENTITY_DIFFERS);
    claims.subject[0] = 's';
    assert_int_equal(match(&claims), IDENTITY_MATCHES);
    record.identity.username[0] = 'x';
    assert_int_equal(match(&claims), IDENTITY_DIFFERS);
}

/* A name of the map that came to somebody else opens nothing; another name in
 * the map, or an id, is the administrator's word. */
static void a_reused_name_of_the_map(void **state)
{
    struct claims claims = {
        .issuer = IDP, .subject = "s", .username = "ann@corp.example"};

    (void) state;
    use_map();
    name_user("mapped");
    assert_int_equal(match(&claims), IDENTITY_MATCHES);
    record.identity = claims;
    assert_int_equal(match(&claims), IDENTITY_MATCHES);
    claims.subject[0] = 'x';
    assert_int_equal(match(&claims), IDENTITY_DIFFERS);
    assert_string_equal(error,
                        "Ann@corp.example is the name of another identity "
                        "than the one that is bound: if it is the right one, "
                        "name it by sub=x in user_map");
    snprintf(record.identity.username, NAME_SIZE, "ANN@corp.example");
    assert_int_equal(match(&claims), IDENTITY_DIFFERS);
    snprintf(record.identity.username, NAME_SIZE, "before@corp.example");
    assert_int_equal(match(&claims), IDENTITY_MATCHES);
}

static void what_a_record_keeps(void **state)
{
    struct claims claims = bound;

    (void) state;
    identity_bind(&record, &claims);
    assert_memory_equal(&record.identity, &bound, sizeof(bound));
    claims.name_unverified = true;
    identity_bind(&record, &claims);
    assert_string_equal(record.identity.username, "");
    assert_string_equal(record.identity.subject, "s");
}

/* Users of the machine that each has: root, and nobody of this name. */
static void local_users(void **state)
{
    struct login login = {.user = "root", .caller = 0};

    (void) state;
    assert_true(identity_find_user(&login, SUBJECT_USER, &user));
    assert_int_equal(user.uid, 0);
    assert_string_equal(user.name, "root");
    snprintf(login.user, NAME_SIZE, "no-such-user");
    assert_false(identity_find_user(&login, SUBJECT_USER, &user));
    assert_true(identity_find_user(&login, SUBJECT_CALLER, &user));
    assert_string_equal(user.name, "root");
    login.caller = 4294967294;
    assert_false(identity_find_user(&login, SUBJECT_CALLER, &user));
}

#define TEST(name)                                                            \
    cmocka_unit_test_setup_teardown(name, set_up, scratch_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(by_name),
        TEST(long_names),
        TEST(by_record),
        TEST(bound_at_microsoft),
        TEST(suitable_users),
        TEST(by_userinfo),
        TEST(a_reused_name_of_the_map),
        TEST(what_a_record_keeps),
        TEST(local_users),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
