/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The gate before the JSON library: without it, which refuses some of this
 * too, and as json_parse() has it.
 */

#include "format/json.h"
#include "format/json_syntax.h"
#include "shared/limits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void what_is_not_strict_json_is_refused(void **state)
{
    static const char *const rows[] = {
        "", " ", "{", "}", "[", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "{\"a\"",
        "{\"a\":", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}", "{a:1}", "{'a':1}",
        "{\"a\" 1}", "{1:1}", "{\"a\":1}{}", "1 2", "null,", "nul", "nulll",
        "True", "NaN", "Infinity", "-Infinity", "undefined", "01", "-01", "+1",
        "-", "1.", ".5", "1e", "1e+", "0x10", "1_000", "--1", "1e999",
        "-1e999", "[1e400]",
        /* strings */
        "\"", "\"a", "\"\\", "\"\\\"", "\"\\x41\"", "\"\\u\"", "\"\\u004\"",
        "\"\\u004g\"", "\"\\U0041\"", "\"a\nb\"", "\"a\tb\"", "\"\x01\"",
        /* what a C string cannot hold */
        "\"a\\u0000b\"", "{\"a\\u0000\":1}",
        /* surrogates */
        "\"\\ud800\"", "\"\\ud800x\"", "\"\\ud800\\u0041\"", "\"\\udc00\"",
        "\"\\ud800\\ud800\"", "\"\\udfff\"", "{:1}", "{1}", "{true}",
        "\"\\udc00\\ud800\"",
        /* UTF-8: cut off, overlong, surrogate, too high, no first byte */
        "\"\xc3\"", "\"\xe2\x82\"", "\"\xf0\x9f\x98\"", "\"\xc0\x80\"",
        "\"\xc1\xbf\"", "\"\xe0\x9f\xbf\"", "\"\xf0\x8f\xbf\xbf\"",
        "\"\xed\xa0\x80\"", "\"\xf4\x90\x80\x80\"", "\"\xf5\x80\x80\x80\"",
        "\"\x80\"", "\"\xff\"", "\"\xc3\x28\"",
        /* byte order mark, comments, other blanks */
        "\xef\xbb\xbf{}", "/**/{}", "{}//", "\v{}", "\f{}", "{}\xc2\xa0"};

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char copy[LINE_SIZE];

        strcpy(copy, rows[i]);
        if (json_syntax_check(copy))
            fail_msg("passed: %s", rows[i]);
        assert_null(json_parse(rows[i], strlen(rows[i])));
    }
}

static void numbers_are_overwritten(void **state)
{
    char text[] = "{\"1\":-1.5e+3,\"a\\\"2\":[20,\"3\",0]}";

    (void) state;
    assert_true(json_syntax_check(text));
    assert_string_equal(text, "{\"1\":0      ,\"a\\\"2\":[0 ,\"3\",0]}");
}

/* A list in lists, so many levels deep. */
static bool accepts_depth(size_t depth)
{
    char text[200] = "";

    memset(text, '[', depth);
    text[depth] = '1';
    memset(text + depth + 1, ']', depth);
    return json_syntax_check(text);
}

static void depth_is_bounded(void **state)
{
    (void) state;
    assert_true(accepts_depth(JSON_DEPTH_MAX));
    assert_false(accepts_depth(JSON_DEPTH_MAX + 1));
    assert_false(accepts_depth(90));
}

static void the_number_of_values_is_bounded(void **state)
{
    size_t size = 2 * JSON_VALUES_MAX + 2;
    char *text = calloc(1, size + 1);

    (void) state;
    assert_non_null(text);
    for (size_t i = 0; i < JSON_VALUES_MAX; i++)
        memcpy(text + 2 * i, i == 0 ? "[0" : ",0", 2);
    text[size - 2] = ']';
    assert_false(json_syntax_check(text));
    memcpy(text + 2, "  ", 2);
    assert_true(json_syntax_check(text));
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_not_strict_json_is_refused),
        cmocka_unit_test(numbers_are_overwritten),
        cmocka_unit_test(depth_is_bounded),
        cmocka_unit_test(the_number_of_values_is_bounded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
