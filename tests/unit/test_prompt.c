/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What a person sees of a sign-in, and which bytes never get there.
 */

#include "shared/prompt.h"

#include "shared/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static char text[PROMPT_SIZE];

/* What reaches the screen of a sign-in with this text and code. */
static const char *compose(int display, enum view view, const char *words,
                           const char *qr)
{
    static struct show show;

    show.display = display;
    show.qr_on_demand = true;
    assert_true(text_copy(show.text, sizeof(show.text), words));
    assert_true(text_copy(show.qr, sizeof(show.qr), qr));
    prompt_clean(&show);
    prompt_compose(&show, view, text);
    return text;
}

static void a_prompt_ends_in_what_to_do(void **state)
{
    (void) state;
    assert_string_equal(compose(DISPLAY_PROMPT, VIEW_TEXT, "A\nB\n", ""),
                        "\nA\nB\nPress Enter when you have signed in: ");
    assert_string_equal(
        compose(DISPLAY_PROMPT, VIEW_TEXT, "A", "\u2588"),
        "\nA\nPress Enter when you have signed in, or q and Enter for a QR "
        "code: ");
}

static void other_messages_end_where_the_text_ends(void **state)
{
    (void) state;
    assert_string_equal(compose(DISPLAY_INFO, VIEW_TEXT, "A\nB\n\n", "\u2588"),
                        "\nA\nB");
    assert_string_equal(compose(DISPLAY_ERROR, VIEW_TEXT, "A", ""), "\nA");
}

static void light_and_dark_are_exchanged_and_back(void **state)
{
    (void) state;
    compose(DISPLAY_INFO, VIEW_QR_SWAPPED, "A", " \u2580\n\u2584\u2588\n");
    assert_string_equal(text, "\n\u2588\u2584\n\u2580 ");
    compose(DISPLAY_INFO, VIEW_QR_SWAPPED, "A", "\u2588\u2584\n\u2580 \n");
    assert_string_equal(text, "\n \u2580\n\u2584\u2588");
}

/* All of the largest code is shown, also with three bytes for a blank. */
static void the_largest_code_fits(void **state)
{
    static char blanks[QR_SIZE];

    (void) state;
    memset(blanks, ' ', sizeof(blanks) - 1);
    compose(DISPLAY_PROMPT, VIEW_QR_SWAPPED, "A", blanks);
    assert_int_equal(strspn(text + 1, "\u2588"), 3 * (QR_SIZE - 1));
    assert_string_equal(text + strlen(text) - 2, ": ");
}

/* Each byte but NUL, in either part of what a keeper may send. */
static void nothing_else_reaches_the_screen(void **state)
{
    (void) state;
    for (int byte = 1; byte <= 0xff; byte++) {
        const char words[] = {'A', (char) byte, 'B', '\0'};
        char expected[8] = "";
        bool plain = byte == '\n' || (byte >= 0x20 && byte <= 0x7e);

        snprintf(expected, sizeof(expected), "\nA%cB", plain ? byte : '?');
        assert_string_equal(compose(DISPLAY_INFO, VIEW_TEXT, words, ""),
                            expected);
        compose(DISPLAY_INFO, VIEW_QR, "", words + 1);
        assert_string_equal(text, "");
    }
}

static void a_drawing_of_other_things_is_dropped(void **state)
{
    static const char *const drawings[] = {
        "\u2588\033[7m",  "\u2588\u2589", "\xe2\x96",
        "\u2588\xe2\x96", "\u2588\r",     "#",
        "\u202e\u2588",   "\u2588\xff",
    };

    (void) state;
    for (size_t i = 0; i < sizeof(drawings) / sizeof(drawings[0]); i++)
        assert_string_equal(
            compose(DISPLAY_PROMPT, VIEW_TEXT, "A", drawings[i]),
            "\nA\nPress Enter when you have signed in: ");
}

static void only_q_asks_for_a_code_and_only_for_one_that_is(void **state)
{
    static const struct show on_demand = {.qr_on_demand = true,
                                          .qr = "\u2588"};
    static const struct show at_once = {.qr_on_demand = false, .qr = "\u2588"};
    static const struct show without = {.qr_on_demand = true, .qr = ""};

    (void) state;
    assert_true(prompt_wants_qr(&on_demand, "q"));
    assert_true(prompt_wants_qr(&on_demand, "Q"));
    assert_false(prompt_wants_qr(&on_demand, ""));
    assert_false(prompt_wants_qr(&on_demand, "qq"));
    assert_false(prompt_wants_qr(&on_demand, "quit"));
    assert_false(prompt_wants_qr(&at_once, "q"));
    assert_false(prompt_wants_qr(&without, "q"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_prompt_ends_in_what_to_do),
        cmocka_unit_test(other_messages_end_where_the_text_ends),
        cmocka_unit_test(light_and_dark_are_exchanged_and_back),
        cmocka_unit_test(the_largest_code_fits),
        cmocka_unit_test(nothing_else_reaches_the_screen),
        cmocka_unit_test(a_drawing_of_other_things_is_dropped),
        cmocka_unit_test(only_q_asks_for_a_code_and_only_for_one_that_is),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
