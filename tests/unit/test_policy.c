/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What a token must show for what the configuration asks.
 */

#include "shared/policy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define MET "met"
#define CLAIM_NOT_SHOWN "claim_not_shown"
#define ACR_NOT_SHOWN "acr_not_shown"
#define TOO_OLD "auth_time_too_old"
#define CONTRADICTED "challenge_contradicted"

enum { NOW = 1700000000 };

/* A configuration, what a token says of it, and the judgement. */
struct row {
    struct policy policy;
    struct claims claims;
    const char *result;  /* the reason, "met" or another */
    const char *missing; /* NULL: none */
};

static void judge(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct judgement judgement =
            policy_evaluate(&rows[i].policy, &rows[i].claims, NOW);
        const char *missing = rows[i].missing;

        assert_string_equal(judgement.reason, rows[i].result);
        assert_int_equal(judgement.met, strcmp(rows[i].result, MET) == 0);
        assert_string_equal(judgement.missing, missing == NULL ? "" : missing);
    }
}

#define JUDGE(rows) judge(rows, sizeof(rows) / sizeof((rows)[0]))

static void nothing_asked_is_met(void **state)
{
    static const struct row rows[] = {
        {{false, "", -1, 0}, {.issuer = ""}, MET, NULL},
        {{false, "", -1, 0}, {.missing = "acrs"}, MET, NULL},
    };

    (void) state;
    JUDGE(rows);
}

static void required_claims_must_be_shown(void **state)
{
    static const struct row rows[] = {
        {{true, "", -1, 0}, {.required_shown = true}, MET, NULL},
        {{true, "", -1, 0}, {.required_shown = false}, CLAIM_NOT_SHOWN, NULL},
        {{false, "", -1, 0}, {.required_shown = false}, MET, NULL},
    };

    (void) state;
    JUDGE(rows);
}

static void acr_must_be_one_of_the_values(void **state)
{
    static const struct row rows[] = {
        {{false, "gold", -1, 0}, {.acr = "gold"}, MET, NULL},
        {{false, "silver gold", -1, 0}, {.acr = "gold"}, MET, NULL},
        {{false, "silver gold", -1, 0}, {.acr = "silver"}, MET, NULL},
        {{false, "gold", -1, 0}, {.acr = "silver"}, ACR_NOT_SHOWN, NULL},
        {{false, "gold", -1, 0}, {.acr = "gol"}, ACR_NOT_SHOWN, NULL},
        {{false, "gold", -1, 0}, {.acr = "golden"}, ACR_NOT_SHOWN, NULL},
        {{false, "silver gold", -1, 0},
         {.acr = "silver gold"},
         ACR_NOT_SHOWN,
         NULL},
        /* What is absent proves nothing. */
        {{false, "gold", -1, 0}, {.acr = ""}, ACR_NOT_SHOWN, "acr"},
    };

    (void) state;
    JUDGE(rows);
}

static void auth_time_must_be_recent(void **state)
{
    static const struct row rows[] = {
        {{false, "", 0, 0}, {.auth_time = NOW}, MET, NULL},
        {{false, "", 300, 0}, {.auth_time = NOW - 300}, MET, NULL},
        {{false, "", 300, 120},
         {.auth_time = NOW - 300 - CLOCK_SKEW},
         MET,
         NULL},
        {{false, "", 300, 0},
         {.auth_time = NOW - 300 - CLOCK_SKEW - 1},
         TOO_OLD,
         NULL},
        {{false, "", 300, 0}, {.auth_time = NOW - 301}, TOO_OLD, NULL},
        {{false, "", 0, 0}, {.auth_time = NOW - 1}, TOO_OLD, NULL},
        {{false, "", -1, 0}, {.auth_time = 1}, MET, NULL},
        {{false, "", 300, 0}, {.auth_time = 0}, TOO_OLD, "auth_time"},
        {{false, "", INT32_MAX, 0}, {.auth_time = 0}, TOO_OLD, "auth_time"},
        {{false, "", INT32_MAX, 0}, {.auth_time = -1}, TOO_OLD, "auth_time"},
    };

    (void) state;
    JUDGE(rows);
}

static void a_contradiction_is_never_met(void **state)
{
    static const struct row rows[] = {
        {{false, "", -1, 0},
         {.challenge_contradicted = true},
         CONTRADICTED,
         NULL},
        {{true, "gold", 300, 0},
         {.challenge_contradicted = true,
          .required_shown = true,
          .acr = "gold",
          .auth_time = NOW},
         CONTRADICTED,
         NULL},
    };

    (void) state;
    JUDGE(rows);
}

static void everything_asked_is_needed(void **state)
{
    static const struct row rows[] = {
        {{true, "gold", 300, 0},
         {.required_shown = true, .acr = "gold", .auth_time = NOW},
         MET,
         NULL},
        {{true, "gold", 300, 0},
         {.required_shown = false, .acr = "gold", .auth_time = NOW},
         CLAIM_NOT_SHOWN,
         NULL},
        {{true, "gold", 300, 0},
         {.required_shown = true, .acr = "", .auth_time = NOW},
         ACR_NOT_SHOWN,
         "acr"},
        {{true, "gold", 300, 0},
         {.required_shown = true, .acr = "gold", .auth_time = 0},
         TOO_OLD,
         "auth_time"},
    };

    (void) state;
    JUDGE(rows);
}

static void what_is_missing_is_named(void **state)
{
    static const struct row rows[] = {
        {{true, "", -1, 0}, {.missing = "acrs"}, CLAIM_NOT_SHOWN, "acrs"},
        {{true, "", -1, 0}, {.missing = ""}, CLAIM_NOT_SHOWN, ""},
        {{false, "gold", -1, 0},
         {.acr = "", .missing = "x"},
         ACR_NOT_SHOWN,
         "acr"},
        {{false, "gold", -1, 0},
         {.acr = "tin", .missing = "x"},
         ACR_NOT_SHOWN,
         ""},
        {{false, "", 300, 0},
         {.auth_time = 0, .missing = "x"},
         TOO_OLD,
         "auth_time"},
        {{false, "", 300, 0}, {.auth_time = 1, .missing = "x"}, TOO_OLD, ""},
        {{true, "", -1, 0},
         {.challenge_contradicted = true, .missing = "x"},
         CONTRADICTED,
         ""},
    };

    (void) state;
    JUDGE(rows);
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
        cmocka_unit_test(what_is_missing_is_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
