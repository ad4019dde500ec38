/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The words and lines of outcomes and answers.
 */

#include "shared/answer_class.h"
#include "shared/limits.h"
#include "shared/outcome.h"
#include "shared/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* A verdict that nobody filled in refuses. */
static void the_zero_outcome_is_an_error(void **state)
{
    (void) state;
    assert_int_equal(OUTCOME_ERROR, 0);
    assert_int_equal(ANSWER_MALFORMED, 0);
    assert_string_equal(outcome_word(OUTCOME_ERROR), "error");
}

static void every_outcome_has_a_word_of_its_own(void **state)
{
    (void) state;
    for (int i = 0; i < OUTCOME_COUNT; i++) {
        const char *word = outcome_word((enum outcome) i);

        assert_int_equal(strspn(word, "abcdefghijklmnopqrstuvwxyz_"),
                         strlen(word));
        assert_true(word[0] != '\0');
        for (int j = 0; j < i; j++)
            assert_string_not_equal(word, outcome_word((enum outcome) j));
    }
}

static void every_outcome_has_a_line_for_the_person(void **state)
{
    (void) state;
    for (int i = 0; i < OUTCOME_COUNT; i++) {
        const char *text = outcome_text((enum outcome) i);

        assert_true(text_is_printable(text));
        assert_true(strlen(text) < LINE_SIZE);
        assert_int_equal(text[strlen(text) - 1], '.');
    }
}

static void every_cancel_has_an_outcome_and_a_word(void **state)
{
    static const struct {
        enum outcome outcome;
        const char *word;
    } rows[CANCEL_COUNT] = {
        [CANCEL_INTERRUPTED] = {OUTCOME_CANCELLED, "interrupted"},
        [CANCEL_DISCONNECTED] = {OUTCOME_CANCELLED, "disconnected"},
        [CANCEL_NOT_SHOWN] = {OUTCOME_NOT_SHOWN, "not_shown"},
    };

    (void) state;
    for (int i = 0; i < CANCEL_COUNT; i++) {
        enum cancel_reason reason = (enum cancel_reason) i;

        assert_int_equal(cancel_outcome(reason), rows[i].outcome);
        assert_string_equal(cancel_word(reason), rows[i].word);
    }
}

static void every_answer_has_a_word_of_its_own(void **state)
{
    (void) state;
    for (int i = 0; i < ANSWER_COUNT; i++)
        for (int j = 0; j < i; j++)
            assert_string_not_equal(answer_class_word((enum answer_class) i),
                                    answer_class_word((enum answer_class) j));
    assert_string_equal(answer_class_word(ANSWER_SLOW_DOWN), "slow_down");
}

/* How a login ends that nobody can help any more, in log and table alike. */
static void every_answer_ends_a_login(void **state)
{
    static const struct {
        const char *word;
        enum outcome outcome;
    } rows[ANSWER_COUNT] = {
        [ANSWER_MALFORMED] = {"malformed", OUTCOME_UNTRUSTED},
        [ANSWER_OK] = {"ok", OUTCOME_ERROR},
        [ANSWER_CHALLENGE] = {"challenge", OUTCOME_NOT_MET},
        [ANSWER_INTERACT] = {"interact", OUTCOME_EXPIRED},
        [ANSWER_CONSENT] = {"consent", OUTCOME_NOT_MET},
        [ANSWER_BLOCKED] = {"blocked", OUTCOME_BLOCKED},
        [ANSWER_CONFIG] = {"config", OUTCOME_CONFIGURATION},
        [ANSWER_THROTTLED] = {"throttled", OUTCOME_UNAVAILABLE},
        [ANSWER_TRANSIENT] = {"transient", OUTCOME_UNAVAILABLE},
        [ANSWER_PENDING] = {"pending", OUTCOME_ERROR},
        [ANSWER_SLOW_DOWN] = {"slow_down", OUTCOME_ERROR},
        [ANSWER_DECLINED] = {"declined", OUTCOME_DECLINED},
        [ANSWER_EXPIRED] = {"expired", OUTCOME_EXPIRED},
        [ANSWER_UNTRUSTED] = {"untrusted", OUTCOME_UNTRUSTED},
        [ANSWER_NO_RELAY] = {"no_relay", OUTCOME_UNAVAILABLE},
        [ANSWER_NO_DEVICE_FLOW] = {"no_device_flow", OUTCOME_CONFIGURATION},
        [ANSWER_MOVED] = {"moved", OUTCOME_CONFIGURATION},
    };

    (void) state;
    for (int i = 0; i < ANSWER_COUNT; i++) {
        assert_int_equal(answer_class_outcome((enum answer_class) i),
                         rows[i].outcome);
        assert_string_equal(answer_class_word((enum answer_class) i),
                            rows[i].word);
    }
    assert_int_equal(answer_class_outcome(ANSWER_COUNT), OUTCOME_UNTRUSTED);
}

static void what_is_none_is_an_error(void **state)
{
    (void) state;
    assert_string_equal(outcome_word(OUTCOME_COUNT), "error");
    assert_string_equal(outcome_word((enum outcome) - 1), "error");
    assert_string_equal(outcome_text((enum outcome) 99),
                        outcome_text(OUTCOME_ERROR));
    assert_string_equal(answer_class_word(ANSWER_COUNT), "malformed");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_zero_outcome_is_an_error),
        cmocka_unit_test(every_outcome_has_a_word_of_its_own),
        cmocka_unit_test(every_outcome_has_a_line_for_the_person),
        cmocka_unit_test(every_cancel_has_an_outcome_and_a_word),
        cmocka_unit_test(every_answer_has_a_word_of_its_own),
        cmocka_unit_test(every_answer_ends_a_login),
        cmocka_unit_test(what_is_none_is_an_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
