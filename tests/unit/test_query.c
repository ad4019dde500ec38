/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Parameters of a query or a form: decoded, counted, and passed over where
 * nobody asked for them.
 */

#include "relay/query.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static char query[256];
static struct parameter parameters[] = {{.name = "code"}, {.name = "state"}};

static bool read_text(const char *text)
{
    (void) snprintf(query, sizeof(query), "%s", text);
    return query_read(query, parameters, 2);
}

static void values_are_decoded(void **state)
{
    (void) state;
    assert_true(read_text("code=a%2Bb+c%3d&x=1&st%61te=S"));
    assert_string_equal(parameters[0].value, "a+b c=");
    assert_int_equal(parameters[0].times, 1);
    assert_string_equal(parameters[1].value, "S");
    assert_int_equal(parameters[1].times, 1);
}

static void what_is_missing_is_empty(void **state)
{
    (void) state;
    assert_true(read_text(""));
    assert_string_equal(parameters[0].value, "");
    assert_int_equal(parameters[0].times, 0);
    assert_true(read_text("code&state="));
    assert_string_equal(parameters[0].value, "");
    assert_int_equal(parameters[0].times, 1);
    assert_string_equal(parameters[1].value, "");
    assert_int_equal(parameters[1].times, 1);
}

static void each_time_counts(void **state)
{
    (void) state;
    assert_true(read_text("code=1&&=x&code=2&%63ode=3"));
    assert_string_equal(parameters[0].value, "3");
    assert_int_equal(parameters[0].times, 3);
}

static void names_are_whole(void **state)
{
    (void) state;
    assert_true(read_text("code2=x&cod=x&Code=x&code%00=x&code%2=x&?code=x"));
    assert_int_equal(parameters[0].times, 0);
}

static void only_our_values_have_to_decode(void **state)
{
    (void) state;
    assert_true(read_text("x=%&y=%0&z=%00&code=1"));
    assert_string_equal(parameters[0].value, "1");
    assert_false(read_text("code=%"));
    assert_false(read_text("code=%4"));
    assert_false(read_text("code=%4g"));
    assert_false(read_text("code=a%00b"));
}

static void plain_is_printable(void **state)
{
    (void) state;
    assert_true(read_text("code=a%20b~&state=%0a"));
    assert_true(parameter_is_plain(&parameters[0]));
    assert_false(parameter_is_plain(&parameters[1]));
    assert_true(read_text("code=&state=%c3%a4"));
    assert_false(parameter_is_plain(&parameters[0]));
    assert_false(parameter_is_plain(&parameters[1]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_decoded),
        cmocka_unit_test(what_is_missing_is_empty),
        cmocka_unit_test(each_time_counts),
        cmocka_unit_test(names_are_whole),
        cmocka_unit_test(only_our_values_have_to_decode),
        cmocka_unit_test(plain_is_printable),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
