/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Text is cut, quoted and cleaned as its readers rely on.
 */

#include "shared/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void a_copy_is_whole_or_empty(void **state)
{
    char copy[6] = "old";

    (void) state;
    assert_true(text_copy(copy, sizeof(copy), "12345"));
    assert_string_equal(copy, "12345");
    assert_false(text_copy(copy, sizeof(copy), "123456"));
    assert_string_equal(copy, "");
    assert_true(text_copy(copy, sizeof(copy), ""));
}

static void what_does_not_fit_is_cut_off(void **state)
{
    char line[8] = "";

    (void) state;
    text_append(line, sizeof(line), "%s-%d", "abc", 4);
    assert_string_equal(line, "abc-4");
    text_append(line, sizeof(line), "%s", "56789");
    assert_string_equal(line, "abc-456");
    text_append(line, sizeof(line), "%s", "x");
    assert_string_equal(line, "abc-456");
}

static void what_stood_there_is_gone(void **state)
{
    char line[8] = "old";

    (void) state;
    text_format(line, sizeof(line), "%s-%d", "a", 4);
    assert_string_equal(line, "a-4");
    text_format(line, sizeof(line), "%s", "123456\u2588");
    assert_string_equal(line, "123456");
    text_format(line, sizeof(line), "%s", "");
    assert_string_equal(line, "");
}

/* U+2588 has three bytes; none of them may be left alone. */
static void characters_are_not_cut_in_two(void **state)
{
    static const char blocks[] = "\u2588\u2588\u2588\u2588";

    (void) state;
    for (size_t size = 2; size <= 16; size++) {
        char line[16] = "";
        size_t length;

        text_append(line, size, "a%s", blocks);
        length = strlen(line);
        assert_true(length < size);
        assert_int_equal((length - 1) % 3, 0);
        assert_memory_equal(line + 1, blocks, length - 1);
    }
}

static void a_whole_character_at_the_end_stays(void **state)
{
    char line[8] = "";

    (void) state;
    text_append(line, sizeof(line), "a%s", "\u2588\u2588");
    assert_string_equal(line, "a\u2588\u2588");
}

static void pairs_are_plain_or_quoted(void **state)
{
    static const struct {
        const char *value;
        const char *line;
    } rows[] = {
        {"", "k=-"},
        {"plain/value:1", "k=plain/value:1"},
        {"two words", "k=\"two words\""},
        {"a=b", "k=\"a=b\""},
        {"say \"x\"", "k=\"say \\x22x\\x22\""},
        {"back\\slash", "k=\"back\\x5cslash\""},
        {"a\nk2=v", "k=\"a\\x0ak2=v\""},
        {"\033[2J", "k=\"\\x1b[2J\""},
        {"caf\xc3\xa9", "k=\"caf\\xc3\\xa9\""},
        {"%s%n", "k=%s%n"},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char line[64] = "";

        text_append_pair(line, sizeof(line), "k", rows[i].value);
        assert_string_equal(line, rows[i].line);
    }
}

static void pairs_are_set_apart(void **state)
{
    char line[64] = "";

    (void) state;
    text_append_pair(line, sizeof(line), "a", "1");
    text_append_pair(line, sizeof(line), "b", "");
    assert_string_equal(line, "a=1 b=-");
}

/* Every byte, as a person's terminal and as a log would get it. */
static void no_byte_but_printable_ones_passes(void **state)
{
    (void) state;
    for (int byte = 1; byte <= 0xff; byte++) {
        char text[] = {'a', (char) byte, 'b', '\0'};
        char line[32] = "";
        bool printable = byte >= 0x20 && byte <= 0x7e;

        assert_int_equal(text_is_printable(text), printable);
        text_append_pair(line, sizeof(line), "k", text);
        assert_true(text_is_printable(line));
        text_make_printable(text);
        assert_int_equal(text[1], printable ? byte : '?');
        assert_true(text_is_printable(text));
    }
    assert_false(text_is_printable(""));
}

static void words_are_whole_words(void **state)
{
    static const struct {
        const char *list;
        const char *word;
        bool found;
    } rows[] = {
        {"one two three", "one", true},
        {"one two three", "two", true},
        {"one two three", "three", true},
        {"  one  ", "one", true},
        {"one two", "on", false},
        {"one two", "wo", false},
        {"one two", "one two", false},
        {"one", "", false},
        {"", "one", false},
        {"", "", false},
        {"  ", "", false},
        {"one two", "ONE", false},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        assert_int_equal(text_has_word(rows[i].list, rows[i].word),
                         rows[i].found);
}

static void words_are_taken_in_order(void **state)
{
    const char *list = "  one two  123456789 ";
    char word[8] = "old";

    (void) state;
    assert_true(text_next_word(&list, word, sizeof(word)));
    assert_string_equal(word, "one");
    assert_true(text_next_word(&list, word, sizeof(word)));
    assert_string_equal(word, "two");
    assert_true(text_next_word(&list, word, sizeof(word)));
    assert_string_equal(word, "1234567");
    assert_false(text_next_word(&list, word, sizeof(word)));
    assert_string_equal(word, "");
    assert_string_equal(list, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_copy_is_whole_or_empty),
        cmocka_unit_test(what_does_not_fit_is_cut_off),
        cmocka_unit_test(what_stood_there_is_gone),
        cmocka_unit_test(characters_are_not_cut_in_two),
        cmocka_unit_test(a_whole_character_at_the_end_stays),
        cmocka_unit_test(pairs_are_plain_or_quoted),
        cmocka_unit_test(pairs_are_set_apart),
        cmocka_unit_test(no_byte_but_printable_ones_passes),
        cmocka_unit_test(words_are_whole_words),
        cmocka_unit_test(words_are_taken_in_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
