/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What `explain` does not show of challenges; the grammar itself is in
 * tests/explain/challenge.case.
 */

#include "agent/challenge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define CLAIMS "Bearer error=\"insufficient_claims\", claims=\"e30=\""
#define STEP_UP                                                               \
    "Bearer error=\"insufficient_user_authentication\", max_age=\"5\""

static enum answer_class demand_of(const char *line, long status,
                                   struct demand *ret_demand)
{
    const char *const lines[] = {line};
    struct challenges *challenges = challenges_parse(lines, 1);
    enum answer_class answer;

    assert_non_null(challenges);
    answer = challenges_demand(challenges, status, ret_demand);
    free(challenges);
    return answer;
}

static void a_401_is_classified(void **state)
{
    static const struct {
        const char *line;
        long status;
        enum answer_class answer;
        const char *claims;
        int64_t max_age;
    } rows[] = {
        {CLAIMS, 401, ANSWER_CHALLENGE, "{}", -1},
        {STEP_UP, 401, ANSWER_CHALLENGE, "", 5},
        {STEP_UP ", " CLAIMS, 401, ANSWER_CHALLENGE, "{}", 5},
        {"Bearer error=\"invalid_token\"", 401, ANSWER_INTERACT, "", -1},
        {"", 401, ANSWER_INTERACT, "", -1},
        {"Bearer error=\"insufficient_claims\", claims=\"ey==\"", 401,
         ANSWER_MALFORMED, "", -1},
        {STEP_UP ", Bearer error=\"insufficient_claims\", claims=\"x\"", 401,
         ANSWER_MALFORMED, "", -1},
        {CLAIMS, 400, ANSWER_MALFORMED, "", -1},
        {CLAIMS, 403, ANSWER_MALFORMED, "", -1},
        {CLAIMS, 200, ANSWER_MALFORMED, "", -1},
        {CLAIMS, 0, ANSWER_MALFORMED, "", -1},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct demand demand = {.claims = "old", .max_age = 99};

        assert_int_equal(demand_of(rows[i].line, rows[i].status, &demand),
                         rows[i].answer);
        assert_string_equal(demand.claims, rows[i].claims);
        assert_string_equal(demand.acr_values, "");
        assert_int_equal(demand.max_age, rows[i].max_age);
    }
}

static void no_challenges_at_all_are_no_demand(void **state)
{
    struct demand demand = {.max_age = 99};

    (void) state;
    assert_int_equal(challenges_demand(NULL, 401, &demand), ANSWER_MALFORMED);
    assert_int_equal(demand.max_age, -1);
}

static void long_acr_values_are_not_cut_off(void **state)
{
    char line[2 * ACR_SIZE];
    struct demand demand;

    (void) state;
    for (int length = ACR_SIZE - 1; length <= ACR_SIZE; length++) {
        snprintf(line, sizeof(line),
                 "Bearer error=\"insufficient_user_authentication\", "
                 "acr_values=\"%0*d\"",
                 length, 0);
        assert_int_equal(demand_of(line, 401, &demand), length < ACR_SIZE
                                                            ? ANSWER_CHALLENGE
                                                            : ANSWER_INTERACT);
    }
}

/* Every text is as long as its line allows: a buffer that is a byte short
 * shows under the address sanitizer. */
static void there_is_room_for_every_text(void **state)
{
    static const char *const lines[] = {
        "a",       "b",         "a b", "a b=c",         "a b=\"c\"",
        "a,b,c",   "a b=c,d=e", "?",   "?,?,?",         "a b=\"",
        "a b=\"c", ",",         "",    "a b=x://y c=d", "a b=c,b=d"};

    (void) state;
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
        for (size_t j = 0; j < sizeof(lines) / sizeof(lines[0]); j++) {
            const char *const two[] = {lines[i], lines[j]};
            struct challenges *challenges = challenges_parse(two, 2);

            assert_non_null(challenges);
            free(challenges);
        }
}

static void challenges_and_parameters_are_bounded(void **state)
{
    char line[CHALLENGE_MAX * 16] = "Bearer ";
    const char *const lines[] = {"a", line, "b"};
    struct challenges *challenges;

    (void) state;
    for (int i = 0; i < CHALLENGE_PARAMETER_MAX; i++)
        snprintf(line + strlen(line), 16, "p%d=v,", i);
    challenges = challenges_parse(lines, 3);
    assert_int_equal(challenges->count, 3);
    assert_int_equal(challenges->list[1].count, CHALLENGE_PARAMETER_MAX);
    free(challenges);

    strcat(line, "q=v");
    challenges = challenges_parse(lines, 3);
    assert_int_equal(challenges->count, 2);
    assert_string_equal(challenges->list[1].scheme, "b");
    free(challenges);

    line[0] = '\0';
    for (int i = 0; i < CHALLENGE_MAX + 5; i++)
        strcat(line, "Basic,");
    challenges = challenges_parse(lines, 2);
    assert_int_equal(challenges->count, CHALLENGE_MAX);
    assert_string_equal(challenges->list[0].scheme, "a");
    free(challenges);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_401_is_classified),
        cmocka_unit_test(no_challenges_at_all_are_no_demand),
        cmocka_unit_test(long_acr_values_are_not_cut_off),
        cmocka_unit_test(there_is_room_for_every_text),
        cmocka_unit_test(challenges_and_parameters_are_bounded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
