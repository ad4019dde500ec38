/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Where lines are broken, and how many there are.
 */

#include "keeper/paragraph.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { ROOM = 256 };

static void lines_are_broken_at_blanks(void **state)
{
    static const struct {
        int64_t columns;
        const char *text, *wrapped;
    } rows[] = {
        {0, "as it is, of any width", "as it is, of any width"},
        {9, "one two t", "one two t"},
        {9, "one two thr", "one two\nthr"},
        {9, "one two  \n", "one two  \n"},
        {7, "one two three", "one two\nthree"},
        {7, "one two   three", "one two\nthree"},
        {7, "\none two three\n\nfour\n", "\none two\nthree\n\nfour\n"},
        {3, "one two three", "one\ntwo\nthree"},
        /* A prompt keeps its blank, which moves nothing. */
        {8, "answer: ", "answer: "},
        {7, "answer: ", "answer: "},
        {6, "answer: ", "answer: "},
        {10, "say an answer: ", "say an\nanswer: "},
        /* What is set in stays so, and a long word is left whole. */
        {12, "  Open     https://x", "  Open\nhttps://x"},
        {4, "https://x", "https://x"},
        {4, "https://x y", "https://x\ny"},
        {4, "  https://x", "  https://x"},
        {4, "a https://x b", "a\nhttps://x\nb"},
        /* A sentence is kept together. */
        {12, "Wait. Go on for long", "Wait.\nGo on for\nlong"},
        {12, "A. B. C and so on", "A. B.\nC and so on"},
        {12, "It is so. It is so.", "It is so.\nIt is so."},
        /* Columns, not bytes. */
        {5, "\u00e4\u00e4 \u00e4\u00e4 \u00e4",
         "\u00e4\u00e4 \u00e4\u00e4\n"
         "\u00e4"},
        {5, "\u201ea\u201c a", "\u201ea\u201c a"},
        {6, "\u65e5 \u672c \u8a9e", "\u65e5 \u672c\n\u8a9e"},
        {1, "", ""},
        {1, " ", " "},
        {1, "\n", "\n"},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char text[ROOM];

        strcpy(text, rows[i].text);
        paragraph_wrap(text, rows[i].columns);
        assert_string_equal(text, rows[i].wrapped);
    }
}

static void lines_that_were_broken_stay_as_they_are(void **state)
{
    static const char words[] =
        "\n  Open     https://login.example/device and some words.\n"
        "You will be logged in automatically. Time left: 1 min 49 s\n";

    (void) state;
    for (int64_t columns = 1; columns < 80; columns++) {
        char once[ROOM], twice[ROOM];

        strcpy(once, words);
        paragraph_wrap(once, columns);
        assert_true(strlen(once) <= strlen(words));
        strcpy(twice, once);
        paragraph_wrap(twice, columns);
        assert_string_equal(twice, once);
    }
}

static void the_height_is_that_on_the_screen(void **state)
{
    static const struct {
        int64_t columns, height;
        const char *text;
    } rows[] = {
        {0, 0, ""},
        {0, 1, "\n"},
        {0, 1, "\nabcdef"},
        {3, 1, "\nabc"},
        {3, 2, "\nabcd"},
        {3, 3, "\nabcd\ne"},
        {3, 2, "\n\nabc"},
        {3, 1, "\n\u201ea\u201c"},
        {3, 2, "\n\u65e5\u672c"},
        {4, 1, "\n\u65e5\u672c"},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        assert_int_equal(paragraph_height(rows[i].text, rows[i].columns),
                         rows[i].height);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_broken_at_blanks),
        cmocka_unit_test(lines_that_were_broken_stay_as_they_are),
        cmocka_unit_test(the_height_is_that_on_the_screen),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
