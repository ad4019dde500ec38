/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The notes of a login: each word stands once, whatever the remarks say.
 */

#include "keeper/remarks.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void each_word_once(void **state)
{
    static struct remarks remarks;

    (void) state;
    remarks_note(&remarks, "shared", "");
    remarks_note(&remarks, "inherited", "nice; cgroup");
    remarks_note(&remarks, "shared", "again");
    remarks_note(&remarks, "inherited", "");
    assert_string_equal(remarks.note, "shared; inherited: nice; cgroup");
}

/* A remark may hold a provider's words. */
static void a_remark_hides_no_word(void **state)
{
    static struct remarks remarks;

    (void) state;
    remarks_note(&remarks, "token_dropped", "that of token_not_kept");
    remarks_note(&remarks, "token_not_kept", "");
    remarks_note(&remarks, "token", "");
    assert_string_equal(
        remarks.note,
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
