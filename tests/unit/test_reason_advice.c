/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What an administrator is told to do.
 */

#include "shared/limits.h"
#include "shared/reason_advice.h"
#include "shared/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void known_reasons_have_advice(void **state)
{
    static const char *const reasons[] = {
        "agent_gone",  "auth_line_skipped", "broken_off",
        "ca_file",     "certificate",       "connect",
        "keeper_gone", "metadata_400",      "metadata_404",
        "proxy",       "required_claims",   "reserved_user",
        "resolve",     "resolve_proxy",     "timeout",
        "tls",         "unknown_user",      "verification_host",
    };

    (void) state;
    for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
        const char *advice = reason_advice(reasons[i]);

        assert_true(text_is_printable(advice));
        assert_true(strlen(advice) < LINE_SIZE);
    }
    assert_non_null(strstr(reason_advice("certificate"), "ca_file"));
    assert_non_null(strstr(reason_advice("agent_gone"), AGENT_PATH));
    assert_non_null(strstr(reason_advice("connect"), "proxy"));
    assert_non_null(strstr(reason_advice("metadata_400"), "/v2.0"));
    assert_non_null(strstr(reason_advice("expired_or_clock_wrong"), "clocks"));
    assert_string_equal(reason_advice("from_the_future_or_clock_wrong"),
                        reason_advice("expired_or_clock_wrong"));
}

static void others_have_none(void **state)
{
    (void) state;
    assert_string_equal(reason_advice("silent"), "");
    assert_string_equal(reason_advice(""), "");
    assert_string_equal(reason_advice("clock_wrong"), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_reasons_have_advice),
        cmocka_unit_test(others_have_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
