/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What a token must show for what the configuration asks.
 */

#include "keeper/policy.h"

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
#define NOT_FRESH "not_fresh"
#define CONTRADICTED "challenge_contradicted"

#define ENTRA                                                                 \
    "https://login.microsoftonline.com/00000000-0000-0000-0000-000000000001/" \
    "v2.0"

enum { NOW = 1700000000 };

/* A configuration, what a token says of it, and the judgement. */
struct row {
    struct policy policy;
    struct claims claims;
    const char *result;  /* the reason, "met" or another */
    const char *missing; /* NULL: none */
};

/* What the configuration demands. */
#define DEMAND(claims, acr, age)                                              \
    {                                                                         \
        .claims_required = (claims), .acr_values = (acr), .max_age = (age)    \
    }

/* A minute ago the person was asked to sign in. */
#define SINCE(age)                                                            \
    {                                                                         \
        .acr_values = "", .max_age = (age), .since = NOW - 60                 \
    }
#define FRESH(required)                                                       \
    {                                                                         \
        .acr_values = "", .max_age = -1, .since = NOW - 60, .fresh = true,    \
        .fresh_required = (required)                                          \
    }

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
        {DEMAND(false, "", -1), {.issuer = ""}, MET, NULL},
        {DEMAND(false, "", -1), {.missing = "acrs"}, MET, NULL},
    };

    (void) state;
    JUDGE(rows);
}

static void required_claims_must_be_shown(void **state)
{
    static const struct row rows[] = {
        {DEMAND(true, "", -1), {.required_shown = true}, MET, NULL},
        {DEMAND(true, "", -1),
         {.required_shown = false},
         CLAIM_NOT_SHOWN,
         NULL},
        {DEMAND(false, "", -1), {.required_shown = false}, MET, NULL},
    };

    (void) state;
    JUDGE(rows);
}

static void acr_must_be_one_of_the_values(void **state)
{
    static const struct row rows[] = {
        {DEMAND(false, "gold", -1), {.acr = "gold"}, MET, NULL},
        {DEMAND(false, "silver gold", -1), {.acr = "gold"}, MET, NULL},
        {DEMAND(false, "silver gold", -1), {.acr = "silver"}, MET, NULL},
        {DEMAND(false, "gold", -1), {.acr = "silver"}, ACR_NOT_SHOWN, NULL},
        {DEMAND(false, "gold", -1), {.acr = "gol"}, ACR_NOT_SHOWN, NULL},
        {DEMAND(false, "gold", -1), {.acr = "golden"}, ACR_NOT_SHOWN, NULL},
        {DEMAND(false, "silver gold", -1),
         {.acr = "silver gold"},
         ACR_NOT_SHOWN,
         NULL},
        /* What is absent proves nothing. */
        {DEMAND(false, "gold", -1), {.acr = ""}, ACR_NOT_SHOWN, "acr"},
    };

    (void) state;
    JUDGE(rows);
}

static void auth_time_must_be_recent(void **state)
{
    static const struct row rows[] = {
        {DEMAND(false, "", 300), {.auth_time = NOW - 300}, MET, NULL},
        {DEMAND(false, "", 300), {.auth_time = NOW - 301}, TOO_OLD, NULL},
        {DEMAND(false, "", -1), {.auth_time = 1}, MET, NULL},
        {DEMAND(false, "", 300), {.auth_time = 0}, TOO_OLD, "auth_time"},
        {DEMAND(false, "", INT32_MAX), {.auth_time = 0}, TOO_OLD, "auth_time"},
        {DEMAND(false, "", INT32_MAX),
         {.auth_time = -1},
         TOO_OLD,
         "auth_time"},
        /* Beyond the skew it is no time of a sign-in. */
        {DEMAND(false, "", 300), {.auth_time = NOW + CLOCK_SKEW}, MET, NULL},
        {DEMAND(false, "", 300),
         {.auth_time = NOW + CLOCK_SKEW + 1},
         TOO_OLD,
         NULL},
    };

    (void) state;
    JUDGE(rows);
}

/* Of both clocks the one counts that makes it older. */
static void no_clock_makes_it_recent_silently(void **state)
{
    static const struct row rows[] = {
        /* The provider's is ahead. */
        {DEMAND(false, "", 60),
         {.auth_time = NOW + 60, .issued_at = NOW + 120},
         MET,
         NULL},
        {DEMAND(false, "", 59),
         {.auth_time = NOW + 60, .issued_at = NOW + 120},
         TOO_OLD,
         NULL},
        /* It is behind, or dates its tokens back. */
        {DEMAND(false, "", 60),
         {.auth_time = NOW - 60, .issued_at = NOW - 120},
         MET,
         NULL},
        {DEMAND(false, "", 59),
         {.auth_time = NOW - 60, .issued_at = NOW - 120},
         TOO_OLD,
         NULL},
    };

    (void) state;
    JUDGE(rows);
}

static void max_age_0_is_never_silent(void **state)
{
    static const struct row rows[] = {
        {DEMAND(false, "", 0), {.auth_time = NOW}, TOO_OLD, NULL},
        {DEMAND(false, "", 0), {.auth_time = NOW + CLOCK_SKEW}, TOO_OLD, NULL},
        {DEMAND(false, "", 0),
         {.auth_time = NOW, .issued_at = NOW},
         TOO_OLD,
         NULL},
    };

    (void) state;
    JUDGE(rows);
}

static void a_sign_in_counts_from_when_it_was_asked_for(void **state)
{
    static const struct row rows[] = {
        {SINCE(0), {.auth_time = NOW - 60, .issued_at = NOW}, MET, NULL},
        {SINCE(0), {.auth_time = NOW - 61, .issued_at = NOW}, TOO_OLD, NULL},
        {SINCE(300), {.auth_time = NOW - 360, .issued_at = NOW}, MET, NULL},
        {SINCE(300),
         {.auth_time = NOW - 361, .issued_at = NOW},
         TOO_OLD,
         NULL},
        {SINCE(0), {.auth_time = 0, .issued_at = NOW}, TOO_OLD, "auth_time"},
    };

    (void) state;
    JUDGE(rows);
}

static void a_fresh_sign_in_is_not_before_that(void **state)
{
    static const struct row rows[] = {
        {FRESH(false), {.auth_time = NOW - 60, .issued_at = NOW}, MET, NULL},
        {FRESH(false), {.auth_time = NOW, .issued_at = NOW}, MET, NULL},
        {FRESH(false),
         {.auth_time = NOW - 61, .issued_at = NOW},
         NOT_FRESH,
         NULL},
        {FRESH(true),
         {.auth_time = NOW - 36000, .issued_at = NOW},
         NOT_FRESH,
         NULL},
        /* max_age does not make up for it. */
        {{.acr_values = "", .max_age = 3600, .since = NOW - 60, .fresh = true},
         {.auth_time = NOW - 61, .issued_at = NOW},
         NOT_FRESH,
         NULL},
        {FRESH(false),
         {.auth_time = NOW + CLOCK_SKEW + 1, .issued_at = NOW},
         NOT_FRESH,
         NULL},
    };

    (void) state;
    JUDGE(rows);
}

/* The provider's clock, as the token shows it, moves the bar. */
static void skew_helps_the_person_and_no_session(void **state)
{
    static const struct row rows[] = {
        /* Behind: a new sign-in looks old, and is not. */
        {FRESH(false),
         {.auth_time = NOW - 60 - 100, .issued_at = NOW - 100},
         MET,
         NULL},
        {FRESH(false),
         {.auth_time = NOW - 60 - 101, .issued_at = NOW - 100},
         NOT_FRESH,
         NULL},
        /* By no more than clocks may differ. */
        {FRESH(false),
         {.auth_time = NOW - 60 - CLOCK_SKEW, .issued_at = NOW - 300},
         MET,
         NULL},
        {FRESH(false),
         {.auth_time = NOW - 60 - CLOCK_SKEW - 1, .issued_at = NOW - 300},
         NOT_FRESH,
         NULL},
        /* Entra dates all tokens back. */
        {FRESH(false),
         {.issuer = ENTRA, .auth_time = NOW - 60 - 10, .issued_at = NOW - 300},
         MET,
         NULL},
        {FRESH(false),
         {.issuer = ENTRA, .auth_time = NOW - 60 - 11, .issued_at = NOW - 300},
         NOT_FRESH,
         NULL},
        /* Ahead: an old one looks new, and is not. */
        {FRESH(false),
         {.auth_time = NOW - 60 + 100, .issued_at = NOW + 100},
         MET,
         NULL},
        {FRESH(false),
         {.auth_time = NOW - 60 + 99, .issued_at = NOW + 100},
         NOT_FRESH,
         NULL},
    };

    (void) state;
    JUDGE(rows);
}

static void what_is_not_shown_is_not_fresh(void **state)
{
    const struct policy automatic = FRESH(false);
    const struct policy required = FRESH(true);
    const struct claims claims = {.issued_at = NOW};
    struct judgement judgement = policy_evaluate(&automatic, &claims, NOW);

    (void) state;
    assert_true(judgement.met);
    assert_string_equal(judgement.reason, "fresh_not_shown");
    assert_string_equal(judgement.missing, "auth_time");
    judgement = policy_evaluate(&required, &claims, NOW);
    assert_false(judgement.met);
    assert_string_equal(judgement.reason, "fresh_not_shown");
    assert_string_equal(judgement.missing, "auth_time");
}

static void a_contradiction_is_never_met(void **state)
{
    static const struct row rows[] = {
        {DEMAND(false, "", -1),
         {.challenge_contradicted = true},
         CONTRADICTED,
         NULL},
        {DEMAND(true, "gold", 300),
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
        {DEMAND(true, "gold", 300),
         {.required_shown = true, .acr = "gold", .auth_time = NOW},
         MET,
         NULL},
        {DEMAND(true, "gold", 300),
         {.required_shown = false, .acr = "gold", .auth_time = NOW},
         CLAIM_NOT_SHOWN,
         NULL},
        {DEMAND(true, "gold", 300),
         {.required_shown = true, .acr = "", .auth_time = NOW},
         ACR_NOT_SHOWN,
         "acr"},
        {DEMAND(true, "gold", 300),
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
        {DEMAND(true, "", -1), {.missing = "acrs"}, CLAIM_NOT_SHOWN, "acrs"},
        {DEMAND(true, "", -1), {.missing = ""}, CLAIM_NOT_SHOWN, ""},
        {DEMAND(false, "gold", -1),
         {.acr = "", .missing = "x"},
         ACR_NOT_SHOWN,
         "acr"},
        {DEMAND(false, "gold", -1),
         {.acr = "tin", .missing = "x"},
         ACR_NOT_SHOWN,
         ""},
        {DEMAND(false, "", 300),
         {.auth_time = 0, .missing = "x"},
         TOO_OLD,
         "auth_time"},
        {DEMAND(false, "", 300),
         {.auth_time = 1, .missing = "x"},
         TOO_OLD,
         ""},
        {DEMAND(true, "", -1),
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
        cmocka_unit_test(no_clock_makes_it_recent_silently),
        cmocka_unit_test(max_age_0_is_never_silent),
        cmocka_unit_test(a_sign_in_counts_from_when_it_was_asked_for),
        cmocka_unit_test(a_fresh_sign_in_is_not_before_that),
        cmocka_unit_test(skew_helps_the_person_and_no_session),
        cmocka_unit_test(what_is_not_shown_is_not_fresh),
        cmocka_unit_test(a_contradiction_is_never_met),
        cmocka_unit_test(everything_asked_is_needed),
        cmocka_unit_test(what_is_missing_is_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
