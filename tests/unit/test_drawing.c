/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The drawing of a QR code: its size, its quiet zone, each of its modules, in
 * each ink, byte by byte.
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

enum { QUIET = 2, SIDE_MAX = QR_WIDTH_MAX + 2 * QUIET };

/* What a camera would see: light[y][x], read back from the text. */
static bool light[SIDE_MAX + 1][SIDE_MAX];

static struct qr_code code;
static char text[SHOW_SIZE];

/* Read one line of characters; returns how many there are. */
static int64_t read_line(const char **at, int64_t line)
{
    int64_t column = 0;

    for (; **at != '\n' && **at != '\0'; column++) {
        bool full = strncmp(*at, "\u2588", 3) == 0;
        bool upper = full || strncmp(*at, "\u2580", 3) == 0;
        bool lower = full || strncmp(*at, "\u2584", 3) == 0;

        assert_true(upper || lower || **at == ' ');
        assert_true(column < SIDE_MAX);
        light[2 * line][column] = upper;
        light[2 * line + 1][column] = lower;
        *at += upper || lower ? 3 : 1;
    }
    return column;
}

/* Read a drawing back; returns its lines. */
static int64_t read_drawing(const char *drawing, int64_t expected_columns)
{
    int64_t line = 0;

    for (; *drawing == '\n'; line++) {
        assert_true(2 * line < SIDE_MAX);
        drawing++;
        assert_int_equal(read_line(&drawing, line), expected_columns);
    }
    assert_int_equal(*drawing, '\0');
    return line;
}

/* Some modules dark and others not, as no real code has them. */
static void make_code(int64_t width)
{
    code = (struct qr_code){.width = width};
    for (int64_t y = 0; y < width; y++)
        for (int64_t x = 0; x < width; x++)
            if ((x * 7 + y * 5) % 3 == 0 || x == y)
                qr_code_darken(&code, x, y);
}

static const char *draw(const char *before, enum ink ink)
{
    snprintf(text, sizeof(text), "%s", before);
    drawing_append(text, sizeof(text), &code, ink);
    return text;
}

/* What was read back is the code with its quiet zone, and below an odd number
 * of rows one more. */
static void check_modules(bool swapped)
{
    int64_t side = code.width + 2 * QUIET;

    for (int64_t y = 0; y < side + side % 2; y++)
        for (int64_t x = 0; x < side; x++)
            assert_int_equal(light[y][x],
                             qr_code_is_dark(&code, x - QUIET, y - QUIET) ==
                                 swapped);
}

static void every_width_is_drawn_and_measured(void **state)
{
    (void) state;
    for (int64_t width = 21; width <= QR_WIDTH_MAX; width += 4) {
        int64_t columns = -1, rows = -1;

        make_code(width);
        assert_true(drawing_measure(&code, &columns, &rows));
        assert_int_equal(columns, width + 4);
        assert_int_equal(rows, (width + 5) / 2);
        assert_int_equal(read_drawing(draw("", INK_PLAIN), columns), rows);
        check_modules(false);
        assert_int_equal(read_drawing(draw("", INK_SWAPPED), columns), rows);
        check_modules(true);
    }
}

static void what_is_no_code_is_not_drawn(void **state)
{
    static const int64_t widths[] = {
        INT64_MIN,        -21,       -1,       0, 1, 17, 20, 22, 23, 24, 86,
        QR_WIDTH_MAX + 4, INT32_MAX, INT64_MAX};

    (void) state;
    memset(code.dark, 0xff, sizeof(code.dark));
    for (size_t i = 0; i < sizeof(widths) / sizeof(widths[0]); i++) {
        int64_t columns = -7, rows = -7;

        code.width = widths[i];
        assert_false(drawing_measure(&code, &columns, &rows));
        assert_int_equal(columns, -7);
        assert_int_equal(rows, -7);
        assert_string_equal(draw("Scan:", INK_COLOURS), "Scan:");
    }
}

#define REPEAT_25(glyph)                                                      \
    glyph glyph glyph glyph glyph glyph glyph glyph glyph glyph glyph glyph   \
        glyph glyph glyph glyph glyph glyph glyph glyph glyph glyph glyph     \
            glyph glyph
#define FULL "\u2588"
#define UPPER "\u2580"
#define LOWER "\u2584"

/* The beginning of the second line: two columns of quiet zone, then the first
 * modules, of which one, the other, both and none are dark. */
static void each_ink_has_its_bytes(void **state)
{
    static const struct {
        enum ink ink;
        const char *start;
    } rows[] = {
        {INK_PLAIN,
         "Scan:\n" REPEAT_25(FULL) "\n" FULL FULL LOWER UPPER " " FULL},
        {INK_SWAPPED, "Scan:\n" REPEAT_25(" ") "\n"
                                               "  " UPPER LOWER FULL " "},
        {INK_COLOURS,
         "Scan:\n\033[37;40m" REPEAT_25(
             FULL) "\033[0m\n\033[37;40m" FULL FULL LOWER UPPER " " FULL},
    };

    (void) state;
    code = (struct qr_code){.width = 21};
    qr_code_darken(&code, 0, 0);
    qr_code_darken(&code, 1, 1);
    qr_code_darken(&code, 2, 0);
    qr_code_darken(&code, 2, 1);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        draw("Scan:", rows[i].ink);
        assert_memory_equal(text, rows[i].start, strlen(rows[i].start));
    }
    assert_string_equal(text + strlen(text) - 7, FULL "\033[0m");
}

/* Whatever the ink makes of it, all of the largest drawing is there. */
static void the_largest_drawing_fits(void **state)
{
    const size_t lines = (SIDE_MAX + 1) / 2;

    (void) state;
    code = (struct qr_code){.width = QR_WIDTH_MAX};
    assert_int_equal(
        strlen(draw("", INK_COLOURS)),
        lines * (SIDE_MAX * strlen(FULL) + strlen("\n\033[37;40m\033[0m")));
    memset(code.dark, 0xff, QR_SIZE);
    assert_int_equal(read_drawing(draw("", INK_SWAPPED), SIDE_MAX), lines);
    check_modules(true);
}

/* A buffer that is too small has no part of a character, nor more than it
 * holds. */
static void what_does_not_fit_is_cut_off(void **state)
{
    static char whole[SHOW_SIZE];

    (void) state;
    make_code(21);
    for (int ink = INK_PLAIN; ink <= INK_COLOURS; ink++) {
        snprintf(whole, sizeof(whole), "%s", draw("", (enum ink) ink));
        for (size_t size = 1; size < strlen(whole) + 2; size++) {
            memset(text, '#', sizeof(text));
            text[0] = '\0';
            drawing_append(text, size, &code, (enum ink) ink);
            assert_true(strlen(text) < size);
            assert_int_equal(text[size], '#');
            if (size > strlen(whole))
                assert_string_equal(text, whole);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_width_is_drawn_and_measured),
        cmocka_unit_test(what_is_no_code_is_not_drawn),
        cmocka_unit_test(each_ink_has_its_bytes),
        cmocka_unit_test(the_largest_drawing_fits),
        cmocka_unit_test(what_does_not_fit_is_cut_off),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
