/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The notes of an attempt: each word stands once, whatever the remarks say.
 */

#include "keeper/agent_process.h"
#include "keeper/attempt.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* None is started. */
const char agent_path[] = "/nowhere";

static void each_word_once(void **state)
{
    static struct attempt attempt;

    (void) state;
    attempt_note(&attempt, "shared", "");
    attempt_note(&attempt, "inherited", "nice; cgroup");
    attempt_note(&attempt, "shared", "again");
    attempt_note(&attempt, "inherited", "");
    assert_string_equal(attempt.facts.note, "shared; inherited: nice; cgroup");
}

/* A remark may hold a provider's words. */
static void a_remark_hides_no_word(void **state)
{
    static struct attempt attempt;

    (void) state;
    attempt_note(&attempt, "token_dropped", "that of token_not_kept");
    attempt_note(&attempt, "token_not_kept", "");
    attempt_note(&attempt, "token", "");
    assert_string_equal(
        attempt.facts.note,
        "token_dropped: that of token_not_kept; token_not_kept; token");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_word_once),
        cmocka_unit_test(a_remark_hides_no_word),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
