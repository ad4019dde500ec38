/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The drawing of a QR code: its size, its quiet zone, each of its modules,
 * and the codes that do not fit.
 */

#include "agent/qr.h"
#include "shared/limits.h"

#include <qrencode.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { QUIET = 2, SIDE_MAX = 200 };

/* What a camera would see: light[y][x], read back from the text. */
static bool light[2 * SIDE_MAX][SIDE_MAX];

/* Read one row of characters; returns how many there are. */
static size_t read_row(const char **at, size_t row)
{
    size_t column = 0;

    for (; **at != '\n'; column++) {
        bool full = strncmp(*at, "█", 3) == 0;
        bool upper = full || strncmp(*at, "▀", 3) == 0;
        bool lower = full || strncmp(*at, "▄", 3) == 0;

        assert_true(upper || lower || **at == ' ');
        assert_true(column < SIDE_MAX);
        light[2 * row][column] = upper;
        light[2 * row + 1][column] = lower;
        *at += upper || lower ? 3 : 1;
    }
    (*at)++;
    return column;
}

/* Read the drawing back; returns its rows. */
static size_t read_drawing(const char *lines, size_t expected_columns)
{
    size_t row = 0;

    for (; *lines != '\0'; row++) {
        assert_true(row < SIDE_MAX);
        assert_int_equal(read_row(&lines, row), expected_columns);
    }
    return row;
}

static void check_modules(const QRcode *code)
{
    size_t width = (size_t) code->width;
    size_t side = width + 2 * QUIET;

    for (size_t y = 0; y < side; y++)
        for (size_t x = 0; x < side; x++) {
            bool inside = x >= QUIET && y >= QUIET && x < width + QUIET &&
                          y < width + QUIET;
            bool dark = inside &&
                        (code->data[(y - QUIET) * width + x - QUIET] & 1) != 0;

            assert_int_equal(light[y][x], !dark);
        }
    for (size_t x = 0; x < side && side % 2 == 1; x++)
        assert_true(light[side][x]);
}

static const struct {
    const char *text;
    size_t columns;
    size_t rows;
} drawings[] = {
    {"https://www.microsoft.com/link", 29, 15},
    {"https://login.microsoft.com/device", 33, 17},
    {"https://idp.example:8443/device?user_code=ABCD-EFGH&x=0123456", 37, 19},
};

static void draws_every_module(void **state)
{
    static char lines[QR_SIZE];

    (void) state;
    for (size_t i = 0; i < sizeof(drawings) / sizeof(drawings[0]); i++) {
        QRcode *code = QRcode_encodeString(drawings[i].text, 0, QR_ECLEVEL_L,
                                           QR_MODE_8, 1);

        assert_non_null(code);
        assert_true(qr_draw(drawings[i].text, lines, sizeof(lines)));
        assert_int_equal(read_drawing(lines, drawings[i].columns),
                         drawings[i].rows);
        check_modules(code);
        QRcode_free(code);
    }
}

static void refuses_what_does_not_fit(void **state)
{
    static char text[4096];
    static char lines[QR_SIZE] = "kept";

    (void) state;
    assert_false(qr_draw("", lines, sizeof(lines)));
    assert_false(qr_draw("https://idp.example/", lines, 100));
    memset(text, 'x', sizeof(text) - 1);
    assert_false(qr_draw(text, lines, sizeof(lines)));
    text[1000] = '\0';
    assert_false(qr_draw(text, lines, sizeof(lines)));
    assert_string_equal(lines, "kept");
    text[300] = '\0';
    assert_true(qr_draw(text, lines, sizeof(lines)));
}

/* No byte is written past a buffer that is just large enough. */
static void stays_inside_its_buffer(void **state)
{
    (void) state;
    for (size_t size = 1; size < 2048; size++) {
        char *lines = malloc(size);

        assert_non_null(lines);
        lines[0] = '\0';
        if (qr_draw("https://idp.example/device", lines, size))
            assert_true(strlen(lines) < size);
        free(lines);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(draws_every_module),
        cmocka_unit_test(refuses_what_does_not_fit),
        cmocka_unit_test(stays_inside_its_buffer),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
