/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What libini_config says of a text, to the word: these words name the line
 * that an administrator looks for.
 */

#include "format/ini.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct ini ini;
static char text[8192];

static void read_text(const char *lines)
{
    strcpy(text, lines);
    ini_read(text, &ini);
    assert_string_equal(text, lines);
}

static void values_are_what_stands_there(void **state)
{
    (void) state;
    read_text("# x\n[one]\na = b c # d ; e\n\nempty =\n[two]\na=\"q\"\n");
    assert_string_equal(ini.flaw, "");
    assert_int_equal(ini.flawed, 0);
    assert_string_equal(ini_value(&ini, "one", "a"), "b c # d ; e");
    assert_string_equal(ini_value(&ini, "one", "empty"), "");
    assert_string_equal(ini_value(&ini, "two", "a"), "\"q\"");
    assert_null(ini_value(&ini, "two", "b"));
    assert_null(ini_value(&ini, "three", "a"));
    ini_close(&ini);
}

static void the_first_flaw_has_its_line_and_words(void **state)
{
    static const struct {
        const char *lines;
        unsigned long flawed;
        const char *flaw;
    } rows[] = {
        {"[a]\nb = 1\nb = 2\n", 3, "Duplicate key is not allowed."},
        {"[a]\n[b]\n[a]\n", 3, "Duplicate section is not allowed."},
        {"[a]\nb\n", 2, "Equal sign is missing."},
        {"[a]\n= 1\n", 2, "Property name is missing."},
        {"[a]\nb = 1\nline 9: x\nc\n", 3, "Equal sign is missing."},
        {"[a]\n b = 1\n", 2,
         "Invalid space character at the beginning of the line."},
        {"[a]\n\tb = 1\n", 2,
         "Invalid tab character at the beginning of the line."},
        {"[a\n", 1, "No closing bracket."},
        {"[]\n", 1, "Section name is missing."},
        {"[a]\nb = \xff\n", 0, "is not UTF-8 text"},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        read_text(rows[i].lines);
        assert_string_equal(ini.flaw, rows[i].flaw);
        assert_int_equal(ini.flawed, rows[i].flawed);
        ini_close(&ini);
    }
}

static void what_is_closed_is_gone(void **state)
{
    (void) state;
    read_text("[a]\nb = 1\n");
    ini_close(&ini);
    assert_null(ini.values);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_what_stands_there),
        cmocka_unit_test(the_first_flaw_has_its_line_and_words),
        cmocka_unit_test(what_is_closed_is_gone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
