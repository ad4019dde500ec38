/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What a token must show for what the configuration asks.
 */

#include "shared/policy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { NOW = 1700000000 };

/* A configuration, what a token says of it, and the judgement. */
struct row {
    struct policy policy;
    struct claims claims;
    enum policy_result result;
};

static void judge(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        assert_int_equal(
            policy_evaluate(&rows[i].policy, &rows[i].claims, NOW),
            rows[i].result);
}

#define JUDGE(rows) judge(rows, sizeof(rows) / sizeof((rows)[0]))

static void nothing_asked_is_met(void **state)
{
    static const struct row rows[] = {
        {{false, "", -1, 0}, {.issuer = ""}, POLICY_MET},
        {{false, "", -1, 0}, {.missing = "acrs"}, POLICY_MET},
    };

    (void) state;
    JUDGE(rows);
}

static void required_claims_must_be_shown(void **state)
{
    static const struct row rows[] = {
        {{true, "", -1, 0}, {.required_shown = true}, POLICY_MET},
        {{true, "", -1, 0}, {.required_shown = false}, POLICY_CLAIM_NOT_SHOWN},
        {{false, "", -1, 0}, {.required_shown = false}, POLICY_MET},
    };

    (void) state;
    JUDGE(rows);
}

static void acr_must_be_one_of_the_values(void **state)
{
    static const struct row rows[] = {
        {{false, "gold", -1, 0}, {.acr = "gold"}, POLICY_MET},
        {{false, "silver gold", -1, 0}, {.acr = "gold"}, POLICY_MET},
        {{false, "silver gold", -1, 0}, {.acr = "silver"}, POLICY_MET},
        {{false, "gold", -1, 0}, {.acr = "silver"}, POLICY_ACR_NOT_SHOWN},
        {{false, "gold", -1, 0}, {.acr = "gol"}, POLICY_ACR_NOT_SHOWN},
        {{false, "gold", -1, 0}, {.acr = "golden"}, POLICY_ACR_NOT_SHOWN},
        {{false, "silver gold", -1, 0},
         {.acr = "silver gold"},
         POLICY_ACR_NOT_SHOWN},
        /* What is absent proves nothing. */
        {{false, "gold", -1, 0}, {.acr = ""}, POLICY_ACR_NOT_SHOWN},
    };

    (void) state;
    JUDGE(rows);
}

static void auth_time_must_be_recent(void **state)
{
    static const struct row rows[] = {
        {{false, "", 0, 0}, {.auth_time = NOW}, POLICY_MET},
        {{false, "", 300, 0}, {.auth_time = NOW - 300}, POLICY_MET},
        {{false, "", 300, 120},
         {.auth_time = NOW - 300 - CLOCK_SKEW},
         POLICY_MET},
        {{false, "", 300, 0},
         {.auth_time = NOW - 300 - CLOCK_SKEW - 1},
         POLICY_TOO_OLD},
        {{false, "", 300, 0}, {.auth_time = NOW - 301}, POLICY_TOO_OLD},
        {{false, "", 0, 0}, {.auth_time = NOW - 1}, POLICY_TOO_OLD},
        {{false, "", -1, 0}, {.auth_time = 1}, POLICY_MET},
        {{false, "", 300, 0}, {.auth_time = 0}, POLICY_TOO_OLD},
        {{false, "", INT32_MAX, 0}, {.auth_time = 0}, POLICY_TOO_OLD},
        {{false, "", INT32_MAX, 0}, {.auth_time = -1}, POLICY_TOO_OLD},
    };

    (void) state;
    JUDGE(rows);
}

static void a_contradiction_is_never_met(void **state)
{
    static const struct row rows[] = {
        {{false, "", -1, 0},
         {.challenge_contradicted = true},
         POLICY_CONTRADICTED},
        {{true, "gold", 300, 0},
         {.challenge_contradicted = true,
          .required_shown = true,
          .acr = "gold",
          .auth_time = NOW},
         POLICY_CONTRADICTED},
    };

    (void) state;
    JUDGE(rows);
}

static void everything_asked_is_needed(void **state)
{
    static const struct row rows[] = {
        {{true, "gold", 300, 0},
         {.required_shown = true, .acr = "gold", .auth_time = NOW},
         POLICY_MET},
        {{true, "gold", 300, 0},
         {.required_shown = false, .acr = "gold", .auth_time = NOW},
         POLICY_CLAIM_NOT_SHOWN},
        {{true, "gold", 300, 0},
         {.required_shown = true, .acr = "", .auth_time = NOW},
         POLICY_ACR_NOT_SHOWN},
        {{true, "gold", 300, 0},
         {.required_shown = true, .acr = "gold", .auth_time = 0},
         POLICY_TOO_OLD},
    };

    (void) state;
    JUDGE(rows);
}

static void every_result_has_a_word(void **state)
{
    (void) state;
    assert_string_equal(policy_word(POLICY_MET), "met");
    for (int i = 0; i < POLICY_RESULT_COUNT; i++)
        for (int j = 0; j < i; j++)
            assert_string_not_equal(policy_word((enum policy_result) i),
                                    policy_word((enum policy_result) j));
    assert_string_equal(policy_word(POLICY_RESULT_COUNT), "undecided");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_asked_is_met),
        cmocka_unit_test(required_claims_must_be_shown),
        cmocka_unit_test(acr_must_be_one_of_the_values),
        cmocka_unit_test(auth_time_must_be_recent),
        cmocka_unit_test(a_contradiction_is_never_met),
        cmocka_unit_test(everything_asked_is_needed),
        cmocka_unit_test(every_result_has_a_word),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
