/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The log's line for a decision: every pair in its place, whatever the names
 * are made of.
 */

#include "wire/audit_line.h"

#include "shared/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <syslog.h>

#include <cmocka.h>

static char line[AUDIT_SIZE];

static void all_pairs_are_in_order(void **state)
{
    static const struct login login = {
        .phase = PHASE_AUTH,
        .service = "sudo-i",
        .user = "alice",
        .tty = "/dev/pts/1",
        .rhost = "192.0.2.7",
        .caller = 1001,
    };
    static const struct verdict verdict = {
        .outcome = OUTCOME_BLOCKED,
        .text = "Not for the log.",
        .facts = {.reason = "blocked",
                  .failure = {.codes = "53003"},
                  .requests = 2},
    };

    (void) state;
    audit_line(&login, &verdict, 1234, line);
    assert_string_equal(line, "event=login phase=auth outcome=blocked "
                              "service=sudo-i user=alice tty=/dev/pts/1 "
                              "rhost=192.0.2.7 caller_uid=1001 reason=blocked "
                              "codes=53003 requests=2 ms=1234");
}

static void what_is_empty_has_a_dash(void **state)
{
    static const struct login login = {.phase = PHASE_ACCOUNT};
    static const struct verdict verdict = {.outcome = OUTCOME_ERROR};

    (void) state;
    audit_line(&login, &verdict, 0, line);
    assert_string_equal(line,
                        "event=login phase=account outcome=error "
                        "service=- user=- tty=- rhost=- caller_uid=0 ms=0");
}

static void no_name_makes_a_pair_or_a_line(void **state)
{
    static const struct login login = {
        .service = "a b",
        .user = "root\noutcome=granted",
        .tty = "x\" caller_uid=0",
        .rhost = "\033]0;x\007\u202e",
    };
    static const struct verdict verdict = {.outcome = OUTCOME_DECLINED};

    (void) state;
    audit_line(&login, &verdict, 7, line);
    assert_string_equal(
        line, "event=login phase=auth outcome=declined service=\"a b\" "
              "user=\"root\\x0aoutcome=granted\" tty=\"x\\x22 caller_uid=0\" "
              "rhost=\"\\x1b]0;x\\x07\\xe2\\x80\\xae\" caller_uid=0 ms=7");
    assert_true(text_is_printable(line));
}

#define FILL(text, byte) memset(text, byte, sizeof(text) - 1)

/* Each byte takes four in the line. */
static void fill(struct facts *facts)
{
    struct failure *failure = &facts->failure;

    FILL(facts->reason, '\n');
    FILL(facts->because, '\n');
    FILL(facts->would, '\n');
    FILL(facts->detail, '\n');
    FILL(facts->note, '\n');
    FILL(facts->argument, '\n');
    FILL(facts->identity, '\n');
    FILL(facts->subject, '\n');
    FILL(failure->detail, '\n');
    FILL(failure->error, '\n');
    FILL(failure->description, '\n');
    FILL(failure->codes, '\n');
    FILL(failure->suberror, '\n');
    FILL(failure->trace, '\n');
    FILL(failure->correlation, '\n');
    facts->requests = INT64_MIN;
}

/* How many bytes of this value are in the line. */
static size_t bytes_of(const char *key)
{
    const char *place = strstr(line, key);
    size_t count = 0;

    assert_non_null(place);
    for (place += strlen(key); strncmp(place, "\\x0a", 4) == 0; place += 4)
        count++;
    assert_int_equal(*place, '"');
    return count;
}

static void the_longest_line_is_whole(void **state)
{
    static struct login login;
    static struct verdict verdict;
    static const char end[] = " ms=9223372036854775807";

    (void) state;
    FILL(login.service, '\n');
    FILL(login.user, '\n');
    FILL(login.tty, '\n');
    FILL(login.rhost, '\n');
    login.caller = INT64_MIN;
    verdict.facts.complete = true;
    fill(&verdict.facts);
    audit_line(&login, &verdict, INT64_MAX, line);
    assert_true(strlen(line) < AUDIT_SIZE - 1);
    assert_true(text_is_printable(line));
    assert_int_equal(bytes_of(" user=\""), NAME_SIZE - 1);
    assert_int_equal(bytes_of(" reason=\""), WORD_SIZE - 1);
    assert_int_equal(bytes_of(" description=\""), NAME_SIZE - 1);
    assert_int_equal(bytes_of(" detail=\""), LINE_SIZE - 1);
    assert_int_equal(bytes_of(" note=\""), LINE_SIZE - 1);
    assert_int_equal(bytes_of(" argument=\""), LINE_SIZE - 1);
    assert_string_equal(line + strlen(line) - strlen(end), end);
}

static void priorities_are_by_outcome(void **state)
{
    (void) state;
    for (int i = 0; i < OUTCOME_COUNT; i++) {
        struct verdict verdict = {.outcome = i};
        int expected = LOG_NOTICE;

        if (i == OUTCOME_GRANTED)
            expected = LOG_INFO;
        if (i == OUTCOME_ERROR || i == OUTCOME_CONFIGURATION)
            expected = LOG_ERR;
        assert_int_equal(audit_priority(&verdict), expected);
        verdict.loud = true;
        assert_int_equal(audit_priority(&verdict), LOG_ALERT);
    }
}

/* --- The facts. */

static const char *facts_line(const struct facts *facts)
{
    line[0] = '\0';
    audit_facts(facts, line, sizeof(line));
    return line;
}

static void all_facts_are_in_order(void **state)
{
    static const struct facts facts = {
        .complete = true,
        .reason = "blocked",
        .because = "challenge",
        .would = "sign_in",
        .detail = "see there",
        .note = "and there",
        .argument = "conf=",
        .identity = "alice@example.com",
        .subject = "0-1-2",
        .failure = {.requests = 99,
                    .error = "access_denied",
                    .codes = "53003,50000",
                    .suberror = "message_only",
                    .detail = "not told",
                    .description = "AADSTS53003: no",
                    .trace = "t-1",
                    .correlation = "c-1",
                    .demand = {.claims = "not told", .acr_values = "either"}},
        .requests = 3,
    };

    (void) state;
    assert_string_equal(facts_line(&facts),
                        "reason=blocked because=challenge would=sign_in "
                        "subject=0-1-2 "
                        "error=access_denied suberror=message_only "
                        "codes=53003,50000 "
                        "description=\"AADSTS53003: no\" trace=t-1 "
                        "correlation=c-1 requests=3 "
                        "identity=alice@example.com "
                        "detail=\"see there\" note=\"and there\" "
                        "argument=\"conf=\"");
}

/* Where the keeper decided, a dash says that there is none; where it had no
 * say, nothing is said of what it would know. */
static void what_is_not_known_is_not_told(void **state)
{
    struct facts facts = {.complete = true, .reason = "silent"};

    (void) state;
    assert_string_equal(facts_line(&facts),
                        "reason=silent subject=- error=- suberror=- "
                        "codes=- trace=- correlation=- requests=0 "
                        "identity=-");
    facts.complete = false;
    assert_string_equal(facts_line(&facts), "reason=silent");
    facts.requests = 1;
    assert_string_equal(facts_line(&facts), "reason=silent requests=1");
    facts = (struct facts){.complete = false};
    assert_string_equal(facts_line(&facts), "");
}

static void a_reason_may_come_with_advice(void **state)
{
    struct facts facts = {.reason = "proxy"};

    (void) state;
    assert_non_null(
        strstr(facts_line(&facts), " detail=\"the proxy does not answer: "));
    (void) text_copy(facts.detail, sizeof(facts.detail), "known");
    assert_string_equal(facts_line(&facts), "reason=proxy detail=known");
}

/* What the agent knows of it goes before what is to be done about it. */
static void an_agents_detail_is_told(void **state)
{
    struct facts facts = {.reason = "verification_host",
                          .failure = {.detail = "evil.example"}};

    (void) state;
    assert_non_null(
        strstr(facts_line(&facts), " detail=\"evil.example: the provider's "));
    text_copy(facts.reason, sizeof(facts.reason), "some_reason");
    assert_string_equal(facts_line(&facts),
                        "reason=some_reason detail=evil.example");
}

/* What a provider sends is quoted, whichever value it is in. */
static void no_fact_makes_a_pair_or_a_line(void **state)
{
    static const char forged[] = "a\nb outcome=granted \"\\ \033[2J";
    struct facts facts = {.reason = "blocked"};
    char *const values[] = {
        facts.because,        facts.would,
        facts.subject,        facts.failure.error,
        facts.failure.codes,  facts.failure.suberror,
        facts.failure.trace,  facts.failure.correlation,
        facts.failure.detail, facts.failure.description,
        facts.detail,         facts.note,
        facts.identity,       facts.argument,
    };

    (void) state;
    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
        strcpy(values[i], forged);
        assert_true(text_is_printable(facts_line(&facts)));
        assert_non_null(strstr(line, "=\"a\\x0ab outcome=granted \\x22\\x5c "
                                     "\\x1b[2J\""));
        values[i][0] = '\0';
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_pairs_are_in_order),
        cmocka_unit_test(what_is_empty_has_a_dash),
        cmocka_unit_test(no_name_makes_a_pair_or_a_line),
        cmocka_unit_test(the_longest_line_is_whole),
        cmocka_unit_test(priorities_are_by_outcome),
        cmocka_unit_test(all_facts_are_in_order),
        cmocka_unit_test(what_is_not_known_is_not_told),
        cmocka_unit_test(a_reason_may_come_with_advice),
        cmocka_unit_test(an_agents_detail_is_told),
        cmocka_unit_test(no_fact_makes_a_pair_or_a_line),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
