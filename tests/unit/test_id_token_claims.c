/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What is reported of an ID token that is accepted.
 */

#include "agent/id_token.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void claims_of(const char *text, struct claims *ret)
{
    struct json *payload = json_parse(text, strlen(text));

    assert_non_null(payload);
    memset(ret, 'x', sizeof(*ret));
    id_token_claims(payload, "upn", ret);
    json_free(&payload);
}

static void reports_facts(void **state)
{
    struct claims claims;

    (void) state;
    claims_of("{\"iss\":\"i\",\"sub\":\"s\",\"tid\":\"t\",\"oid\":\"o\","
              "\"upn\":\"alice@corp.example\",\"acr\":\"gold\","
              "\"auth_time\":1699999000,\"iat\":1700000000}",
              &claims);
    assert_string_equal(claims.issuer, "i");
    assert_string_equal(claims.subject, "s");
    assert_string_equal(claims.tid, "t");
    assert_string_equal(claims.oid, "o");
    assert_string_equal(claims.username, "alice@corp.example");
    assert_string_equal(claims.acr, "gold");
    assert_int_equal(claims.auth_time, 1699999000);
    assert_false(claims.required_shown);
    assert_false(claims.challenge_contradicted);
    assert_string_equal(claims.missing, "");
}

static void reports_nothing_doubtful(void **state)
{
    struct claims claims;

    (void) state;
    claims_of("{\"iss\":\"i\",\"sub\":\"a\\nb\",\"tid\":1,"
              "\"oid\":\"\\u00e9\",\"upn\":\"a\\nb\","
              "\"acr\":[\"gold\"],\"auth_time\":-1,\"iat\":1.5}",
              &claims);
    assert_string_equal(claims.subject, "");
    assert_string_equal(claims.tid, "");
    assert_string_equal(claims.oid, "");
    assert_string_equal(claims.username, "");
    assert_string_equal(claims.acr, "");
    assert_int_equal(claims.auth_time, 0);
}

/* Anybody can write somebody else's address into an account of his own. */
static void wants_a_verified_address(void **state)
{
    static const struct {
        const char *member;
        bool verified;
    } rows_of_email[] = {
        {"", false},
        {",\"email_verified\":false", false},
        {",\"email_verified\":\"true\"", false},
        {",\"email_verified\":1", false},
        {",\"email_verified\":null", false},
        {",\"email_verified\":true", true},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(rows_of_email) / sizeof(*rows_of_email);
         i++) {
        struct json *payload;
        struct claims claims;
        char text[128];

        snprintf(text, sizeof(text), "{\"email\":\"alice@example.com\"%s}",
                 rows_of_email[i].member);
        payload = json_of(text);
        id_token_claims(payload, "email", &claims);
        assert_int_equal(claims.name_unverified, !rows_of_email[i].verified);
        assert_string_equal(claims.username, rows_of_email[i].verified
                                                 ? "alice@example.com"
                                                 : "");
        id_token_claims(payload, "name", &claims);
        assert_false(claims.name_unverified);
        json_free(&payload);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reports_facts),
        cmocka_unit_test(reports_nothing_doubtful),
        cmocka_unit_test(wants_a_verified_address),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
