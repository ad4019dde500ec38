/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The table of a login: every way through it that lets somebody in shows all
 * that has to be shown, and the table is followed whatever its steps say.
 */

#include "keeper/login.h"

#include <pwd.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* No agent is started here. */
const char agent_path[] = "/nowhere";

enum { WAYS_MAX = 1000 * 1000 };

/* What a way into a row is worth if it grants. */
struct way {
    bool visited[STATE_COUNT];
    unsigned int shown;
};

static int ways_in[STATE_COUNT];
static int ways;

static bool is_last(const struct row *row)
{
    return row->learn == NULL && row->step == NULL;
}

/* Since the tokens were renewed last, that is: see login_shown. */
static bool has(const struct way *way, unsigned int evidence)
{
    return (way->shown & evidence) == evidence;
}

/* What every way in rests on, said apart from the table. */
static void prove(enum state state, const struct way *way)
{
    const unsigned int tokens = SHOWN_IDENTITY | SHOWN_POLICY | SHOWN_RESOURCE;

    switch (state) {
    case STATE_GRANT_ACCOUNT:
        assert_true(has(way, SHOWN_ACCOUNT_RULE));
        assert_true(way->visited[STATE_ACCOUNT]);
        break;
    case STATE_GRANT_EXEMPT:
        assert_true(has(way, SHOWN_EXEMPTION));
        assert_true(way->visited[STATE_EXEMPT]);
        break;
    case STATE_GRANT_SILENT:
        assert_true(has(way, tokens | SHOWN_FIRST_FACTOR | SHOWN_TIME));
        assert_true(way->visited[STATE_COUNTS]);
        assert_true(way->visited[STATE_SUITABLE]);
        assert_false(way->visited[STATE_SIGN_IN]);
        break;
    case STATE_GRANT_SIGN_IN:
        assert_true(has(way, tokens | SHOWN_PERSON | SHOWN_PRESENCE));
        assert_true(has(way, SHOWN_TIME));
        assert_true(way->visited[STATE_SIGNED_IN_IDENTITY]);
        assert_true(way->visited[STATE_SIGNED_IN_POLICY]);
        assert_true(way->visited[STATE_SUITABLE]);
        break;
    case STATE_GRANT_REPORT:
        assert_true(has(way, SHOWN_FIRST_FACTOR));
        assert_true(way->visited[STATE_REPORT]);
        break;
    default:
        fail_msg("row %d grants", (int) state);
    }
}

/* Follow every way on from this row, whatever its step may say. */
static void follow(enum state state, struct way way)
{
    const struct row *row = &login_table[state];

    assert_true(state < STATE_COUNT);
    assert_true(ways++ < WAYS_MAX);
    ways_in[state]++;
    if (is_last(row)) {
        assert_true(row->grants || state == STATE_END);
        if (row->grants)
            prove(state, &way);
        return;
    }
    /* No login goes round in circles. */
    assert_false(way.visited[state]);
    way.visited[state] = true;
    for (enum came came = CAME_ENDED; came < CAME_COUNT; came++) {
        struct way next = way;

        next.shown = login_shown(row, came, way.shown);
        follow(login_next(row, came), next);
    }
}

static void every_way_in_is_proven(void **state)
{
    (void) state;
    follow(STATE_CONFIGURE, (struct way){.shown = 0});
    /* Each row is on one of the ways. */
    for (int i = 0; i < STATE_COUNT; i++)
        if (ways_in[i] == 0)
            fail_msg("no way leads to row %d", i);
    assert_int_equal(ways_in[STATE_GRANT_ACCOUNT], 1);
    assert_int_equal(ways_in[STATE_GRANT_EXEMPT], 1);
}

/* A row that grants asks for all of it by itself, whatever leads there. */
static void each_way_in_asks_for_it(void **state)
{
    const unsigned int tokens = SHOWN_IDENTITY | SHOWN_POLICY | SHOWN_RESOURCE;
    const unsigned int needs[STATE_COUNT] = {
        [STATE_GRANT_ACCOUNT] = SHOWN_ACCOUNT_RULE,
        [STATE_GRANT_EXEMPT] = SHOWN_EXEMPTION,
        [STATE_GRANT_SILENT] = tokens | SHOWN_FIRST_FACTOR | SHOWN_TIME,
        [STATE_GRANT_SIGN_IN] =
            tokens | SHOWN_PERSON | SHOWN_PRESENCE | SHOWN_TIME,
        [STATE_GRANT_REPORT] = SHOWN_FIRST_FACTOR,
    };

    (void) state;
    for (int i = 0; i < STATE_COUNT; i++) {
        assert_int_equal(login_table[i].needs, needs[i]);
        assert_int_equal(login_table[i].grants, needs[i] != 0);
    }
}

/* Each row that grants needs evidence, and each bit is shown by the step that
 * its name says. */
static void evidence_has_its_step(void **state)
{
    static const struct {
        enum evidence evidence;
        enum state by[5];
    } table[] = {
        {SHOWN_ACCOUNT_RULE, {STATE_ACCOUNT}},
        {SHOWN_EXEMPTION, {STATE_EXEMPT}},
        {SHOWN_FIRST_FACTOR, {STATE_COUNTS, STATE_REPORT}},
        {SHOWN_PERSON, {STATE_SIGN_IN}},
        {SHOWN_IDENTITY,
         {STATE_IDENTITY, STATE_IDENTITY_AGAIN, STATE_SIGNED_IN_IDENTITY,
          STATE_IDENTITY_AFTER}},
        {SHOWN_POLICY,
         {STATE_POLICY, STATE_POLICY_AGAIN, STATE_SIGNED_IN_POLICY,
          STATE_POLICY_AFTER}},
        {SHOWN_RESOURCE,
         {STATE_RESOURCE, STATE_RESOURCE_AGAIN, STATE_SIGNED_IN_RESOURCE,
          STATE_RESOURCE_AFTER}},
        {SHOWN_TIME, {STATE_IN_TIME, STATE_SIGNED_IN_TIME}},
        {SHOWN_PRESENCE, {STATE_STILL_HERE}},
    };
    unsigned int found[STATE_COUNT] = {0};

    (void) state;
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
        for (size_t j = 0; j < 5; j++)
            if (table[i].by[j] != STATE_REPORT ||
                table[i].evidence == SHOWN_FIRST_FACTOR)
                found[table[i].by[j]] |= table[i].evidence;
    for (int i = 0; i < STATE_COUNT; i++) {
        const struct row *row = &login_table[i];

        assert_int_equal(row->shows | row->excuses, found[i]);
        assert_true(row->grants ? row->needs != 0 : row->needs == 0);
        assert_true(!row->grants || is_last(row));
    }
}

/* Tokens that are new have shown nothing. */
static void new_tokens_show_nothing(void **state)
{
    const unsigned int all = ~0U;
    const unsigned int rest = all & ~(unsigned int) SHOWN_BY_TOKENS;
    static const enum state renewed[] = {STATE_REDEEM, STATE_REDEEM_AGAIN,
                                         STATE_SIGN_IN, STATE_REDEEM_AFTER};

    (void) state;
    for (size_t i = 0; i < sizeof(renewed) / sizeof(renewed[0]); i++) {
        const struct row *row = &login_table[renewed[i]];

        assert_int_equal(login_shown(row, CAME_PASSED, all), rest);
        assert_int_equal(login_shown(row, CAME_PERSON, all), rest);
    }
    for (int i = 0; i < STATE_COUNT; i++)
        assert_int_equal(login_shown(&login_table[i], CAME_ENDED, 0), 0);
}

/* --- A table whose steps say what a test wants. */

static enum came says[STATE_COUNT];
static struct context context;
static struct ports ports;
static struct verdict verdict;

static struct result say(enum came came)
{
    struct result result = {.came = came};

    ending_set(&result.ending, OUTCOME_DECLINED, "as_said");
    return result;
}

static struct result learn(struct context *learnt, struct ports *with)
{
    (void) learnt;
    (void) with;
    return say(says[STATE_CONFIGURE]);
}

static struct result pass(const struct context *known, struct ports *with,
                          struct progress *progress)
{
    (void) known;
    (void) with;
    (void) progress;
    return say(says[STATE_ACCOUNT]);
}

static void decide_by(const struct row table[STATE_COUNT])
{
    memset(&context, 0, sizeof(context));
    ports = (struct ports){.store = NO_STORE};
    login_decide(table, &context, &ports, &verdict);
}

/* A row that nobody named as the next refuses, however well a step came out,
 * and a row that grants does so only for what was shown on the way to it. */
static void the_driver_denies_first(void **state)
{
    struct row table[STATE_COUNT] = {
        [STATE_CONFIGURE] = {.learn = learn,
                             .on = {[CAME_PASSED] = STATE_ACCOUNT}},
        [STATE_ACCOUNT] = {.step = pass,
                           .shows = SHOWN_IDENTITY,
                           .on = {[CAME_PASSED] = STATE_GRANT_SILENT}},
        [STATE_REPORT] = login_table[STATE_REPORT],
        [STATE_GRANT_SILENT] = {.grants = true,
                                .needs = SHOWN_IDENTITY,
                                .reason = "silent"},
    };

    (void) state;
    says[STATE_CONFIGURE] = says[STATE_ACCOUNT] = CAME_PASSED;
    decide_by(table);
    assert_int_equal(verdict.outcome, OUTCOME_GRANTED);
    assert_string_equal(verdict.facts.reason, "silent");
    table[STATE_GRANT_SILENT].needs |= SHOWN_POLICY;
    decide_by(table);
    assert_int_equal(verdict.outcome, OUTCOME_ERROR);
    assert_string_equal(verdict.facts.reason, "unproven");
    table[STATE_GRANT_SILENT].needs = 0;
    decide_by(table);
    assert_int_equal(verdict.outcome, OUTCOME_ERROR);
    table[STATE_GRANT_SILENT].needs = SHOWN_IDENTITY;
    says[STATE_ACCOUNT] = CAME_SHARED;
    decide_by(table);
    assert_int_equal(verdict.outcome, OUTCOME_ERROR);
    assert_string_equal(verdict.facts.reason, "no_such_row");
    /* Report mode is not asked. */
    assert_int_equal(login_next(&table[STATE_ACCOUNT], CAME_SHARED),
                     STATE_END);
    says[STATE_ACCOUNT] = CAME_ENDED;
    decide_by(table);
    assert_int_equal(verdict.outcome, OUTCOME_DECLINED);
    assert_string_equal(verdict.facts.reason, "as_said");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_way_in_is_proven),
        cmocka_unit_test(each_way_in_asks_for_it),
        cmocka_unit_test(evidence_has_its_step),
        cmocka_unit_test(new_tokens_show_nothing),
        cmocka_unit_test(the_driver_denies_first),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
