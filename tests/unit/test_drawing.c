/* SPDX-License-Identifier: BSD-2-Clause
 *
 * A QR code's drawing is what it says, or it is none; and its way to the
 * screen, byte by byte.
 */

#include "keeper/drawing.h"

#include "shared/limits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* All four glyphs. */
#define UPPER "\u2580"
#define LOWER "\u2584"
#define FULL "\u2588"
#define SQUARE " " UPPER "\n" LOWER FULL "\n"

static void good_drawings_are_measured(void **state)
{
    static const struct {
        const char *drawing;
        int64_t columns;
        int64_t rows;
    } rows[] = {
        {" \n", 1, 1},
        {FULL "\n", 1, 1},
        {SQUARE, 2, 2},
        {"   \n   \n   \n", 3, 3},
        {UPPER LOWER FULL " " UPPER "\n", 5, 1},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        int64_t columns = -1;
        int64_t lines = -1;

        assert_true(drawing_measure(rows[i].drawing, &columns, &lines));
        assert_int_equal(columns, rows[i].columns);
        assert_int_equal(lines, rows[i].rows);
    }
}

static void what_is_no_drawing_is_found_out(void **state)
{
    static const char *const drawings[] = {
        "",                       /* nothing */
        "\n",                     /* lines of nothing */
        "\n\n",                   /* */
        " ",                      /* no line end */
        FULL "\n" FULL,           /* none at the last */
        FULL "\n" FULL FULL "\n", /* ragged */
        FULL FULL "\n" FULL "\n", /* */
        FULL "\n\n",              /* */
        "\n" FULL "\n",           /* */
        FULL "\033[7m\n",         /* what else a terminal obeys */
        FULL "\r\n",              /* */
        FULL "\t\n",              /* */
        FULL "\x9b\n",            /* */
        "\u202e" FULL "\n",       /* or a person is misled by */
        "\u2589\n",               /* a neighbour of the full block */
        "\u2581\n",               /* of the half blocks */
        "\u00a0\n",               /* of the blank */
        "\u3000\n",               /* */
        "\xe2\n",                 /* parts of a block */
        "\xe2\x96\n",             /* */
        "\x96\x88\n",             /* */
        FULL "\xe2\x96",          /* */
        "\xc0\xa0\n",             /* a blank, overlong */
        "#\n",                    /* ASCII art */
        FULL "\x7f\n",            /* */
    };

    (void) state;
    for (size_t i = 0; i < sizeof(drawings) / sizeof(drawings[0]); i++) {
        int64_t columns, rows;

        assert_false(drawing_measure(drawings[i], &columns, &rows));
    }
}

/* Alone in a line, each byte but the blank. */
static void no_single_byte_is_a_glyph_but_the_blank(void **state)
{
    (void) state;
    for (int byte = 1; byte <= 0xff; byte++) {
        const char line[] = {(char) byte, '\n', '\0'};
        int64_t columns, rows;

        assert_int_equal(drawing_measure(line, &columns, &rows), byte == ' ');
    }
}

static const char *append(const char *before, const char *drawing,
                          enum ink ink)
{
    static char text[SHOW_SIZE];

    snprintf(text, sizeof(text), "%s", before);
    drawing_append(text, sizeof(text), drawing, ink);
    return text;
}

static void each_ink_has_its_bytes(void **state)
{
    (void) state;
    assert_string_equal(append("Scan:", SQUARE, INK_PLAIN),
                        "Scan:\n " UPPER "\n" LOWER FULL);
    assert_string_equal(append("Scan:", SQUARE, INK_SWAPPED),
                        "Scan:\n" FULL LOWER "\n" UPPER " ");
    assert_string_equal(append("Scan:", SQUARE, INK_COLOURS),
                        "Scan:\n\033[37;40m " UPPER "\033[0m"
                        "\n\033[37;40m" LOWER FULL "\033[0m");
    assert_string_equal(append("", " \n", INK_PLAIN), "\n ");
}

static void swapped_twice_it_is_as_it_was(void **state)
{
    char once[64], twice[64] = "";

    (void) state;
    snprintf(once, sizeof(once), "%s\n", append("", SQUARE, INK_SWAPPED) + 1);
    drawing_append(twice, sizeof(twice), once, INK_SWAPPED);
    assert_string_equal(twice + 1, " " UPPER "\n" LOWER FULL);
}

/* Whatever the ink makes of it, all of the largest drawing is there. */
static void the_largest_drawing_fits(void **state)
{
    static char drawing[QR_SIZE];
    const char *text;
    int64_t columns, rows;

    (void) state;
    for (size_t i = 0; i + 2 < sizeof(drawing); i += 2)
        memcpy(drawing + i, " \n", 3);
    assert_true(drawing_measure(drawing, &columns, &rows));
    text = append("", drawing, INK_SWAPPED);
    assert_int_equal(strlen(text), rows * (int64_t) strlen("\n" FULL));
    memset(drawing, ' ', sizeof(drawing) - 2);
    drawing[sizeof(drawing) - 2] = '\n';
    text = append("", drawing, INK_SWAPPED);
    assert_int_equal(strlen(text), 1 + (QR_SIZE - 2) * strlen(FULL));
}

/* A buffer that is too small has no part of a character, nor more than it
 * holds. */
static void what_does_not_fit_is_cut_off(void **state)
{
    (void) state;
    for (size_t size = 1; size < 40; size++)
        for (int ink = INK_PLAIN; ink <= INK_COLOURS; ink++) {
            char text[40] = "";
            const char *whole = append("", SQUARE, (enum ink) ink);

            drawing_append(text, size, SQUARE, (enum ink) ink);
            assert_true(strlen(text) < size);
            if (strlen(whole) < size)
                assert_string_equal(text, whole);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_drawings_are_measured),
        cmocka_unit_test(what_is_no_drawing_is_found_out),
        cmocka_unit_test(no_single_byte_is_a_glyph_but_the_blank),
        cmocka_unit_test(each_ink_has_its_bytes),
        cmocka_unit_test(swapped_twice_it_is_as_it_was),
        cmocka_unit_test(the_largest_drawing_fits),
        cmocka_unit_test(what_does_not_fit_is_cut_off),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
