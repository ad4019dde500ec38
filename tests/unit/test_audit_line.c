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
        .log = "reason=blocked codes=53003 requests=2",
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

/* Each byte of each name takes four in the line. */
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
    FILL(verdict.log, 'x');
    login.caller = INT64_MIN;
    audit_line(&login, &verdict, INT64_MAX, line);
    assert_true(strlen(line) < AUDIT_SIZE - 1);
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

/* --- The keeper's part. */

static void all_facts_are_in_order(void **state)
{
    static const struct facts facts = {
        .reason = "blocked",
        .because = "challenge",
        .would = "sign_in",
        .detail = "see there",
        .note = "and there",
        .identity = "alice@example.com",
        .subject = "0-1-2",
        .failure = {.requests = 99,
                    .error = "access_denied",
                    .codes = "53003,50000",
                    .suberror = "message_only",
                    .detail = "not told",
                    .description = "AADSTS53003: no",
                    .trace = "t-1",
                    .correlation = "c-1"},
        .requests = 3,
    };
    char log[LOG_SIZE] = "";

    (void) state;
    audit_facts(&facts, log);
    assert_string_equal(log, "reason=blocked because=challenge would=sign_in "
                             "subject=0-1-2 "
                             "error=access_denied suberror=message_only "
                             "codes=53003,50000 "
                             "description=\"AADSTS53003: no\" trace=t-1 "
                             "correlation=c-1 requests=3 "
                             "identity=alice@example.com "
                             "detail=\"see there\" note=\"and there\"");
}

static void a_reason_may_come_with_advice(void **state)
{
    struct facts facts = {.reason = "proxy"};
    char log[LOG_SIZE] = "";

    (void) state;
    audit_facts(&facts, log);
    assert_non_null(strstr(log, " detail=\"the proxy does not answer: "));
    log[0] = '\0';
    (void) text_copy(facts.detail, sizeof(facts.detail), "known");
    audit_facts(&facts, log);
    assert_non_null(strstr(log, " detail=known"));
    assert_null(strstr(log, "the proxy"));
    log[0] = '\0';
    facts = (struct facts){.reason = "silent"};
    audit_facts(&facts, log);
    assert_string_equal(log, "reason=silent subject=- error=- suberror=- "
                             "codes=- trace=- correlation=- requests=0 "
                             "identity=-");
}

/* What the agent knows of it goes before what is to be done about it. */
static void an_agents_detail_is_told(void **state)
{
    struct facts facts = {.reason = "verification_host",
                          .failure = {.detail = "evil.example"}};
    char log[LOG_SIZE] = "";

    (void) state;
    audit_facts(&facts, log);
    assert_non_null(strstr(log, " detail=\"evil.example: the provider's "));
    log[0] = '\0';
    text_copy(facts.reason, sizeof(facts.reason), "some_reason");
    audit_facts(&facts, log);
    assert_non_null(strstr(log, " detail=evil.example"));
}

/* What a provider sends is cut off at most at the end, never unquoted. */
static void the_longest_facts_stay_a_line(void **state)
{
    static struct facts facts;
    char log[LOG_SIZE] = "";

    (void) state;
    FILL(facts.reason, '\n');
    FILL(facts.because, '\n');
    FILL(facts.would, '\n');
    FILL(facts.note, '\n');
    FILL(facts.failure.description, '\n');
    FILL(facts.detail, '\n');
    FILL(facts.identity, '\n');
    FILL(facts.subject, '\n');
    FILL(facts.failure.error, '\n');
    FILL(facts.failure.suberror, '\n');
    FILL(facts.failure.codes, '\n');
    FILL(facts.failure.trace, '\n');
    FILL(facts.failure.correlation, '\n');
    audit_facts(&facts, log);
    assert_true(text_is_printable(log));
    assert_non_null(strstr(log, " requests=0 identity=\"\\x0a"));
    assert_int_equal(log[strlen(log) - 1], '"');
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
        cmocka_unit_test(a_reason_may_come_with_advice),
        cmocka_unit_test(an_agents_detail_is_told),
        cmocka_unit_test(the_longest_facts_stay_a_line),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
