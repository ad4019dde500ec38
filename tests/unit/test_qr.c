/* SPDX-License-Identifier: BSD-2-Clause
 *
 * A text as a QR code: its size, each of its modules, and the codes that are
 * too large; and the bits that it is made of.
 */

#include "agent/qr.h"

#include <qrencode.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct qr_code code;

static void check_modules(const QRcode *expected)
{
    assert_int_equal(code.width, expected->width);
    for (int y = 0; y < expected->width; y++)
        for (int x = 0; x < expected->width; x++)
            assert_int_equal(qr_code_is_dark(&code, x, y),
                             (expected->data[y * expected->width + x] & 1) !=
                                 0);
}

static const struct {
    const char *text;
    int64_t width;
} codes[] = {
    {"https://i.example", 21},
    {"https://www.microsoft.com/link", 25},
    {"https://login.microsoft.com/device", 29},
    {"https://idp.example:8443/device?user_code=ABCD-EFGH&x=0123456", 33},
};

static void encodes_every_module(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
        QRcode *expected =
            QRcode_encodeString(codes[i].text, 0, QR_ECLEVEL_L, QR_MODE_8, 1);

        assert_non_null(expected);
        memset(&code, 0xff, sizeof(code));
        assert_true(qr_encode(codes[i].text, &code));
        assert_int_equal(code.width, codes[i].width);
        assert_true(qr_code_is_whole(&code));
        check_modules(expected);
        QRcode_free(expected);
    }
}

/* Version 17 holds 644 bytes at level L (ISO/IEC 18004, table 7). */
static void refuses_what_is_too_large(void **state)
{
    static char text[4096];
    struct qr_code kept = {.width = 21, .dark = {1}};

    (void) state;
    code = kept;
    assert_false(qr_encode("", &code));
    memset(text, 'x', sizeof(text) - 1);
    assert_false(qr_encode(text, &code));
    text[645] = '\0';
    assert_false(qr_encode(text, &code));
    assert_memory_equal(&code, &kept, sizeof(code));
    text[644] = '\0';
    assert_true(qr_encode(text, &code));
    assert_int_equal(code.width, QR_WIDTH_MAX);
}

static void whole_codes_are_those_of_a_version(void **state)
{
    (void) state;
    for (code.width = -3; code.width < 200; code.width++)
        assert_int_equal(qr_code_is_whole(&code), code.width >= 21 &&
                                                      code.width <= 85 &&
                                                      code.width % 4 == 1);
    code.width = INT64_MIN;
    assert_false(qr_code_is_whole(&code));
    code.width = INT64_MAX;
    assert_false(qr_code_is_whole(&code));
}

static void each_module_has_a_bit(void **state)
{
    static const unsigned char expected[] = {0x80, 0, 0x08, 0x01, 0};

    (void) state;
    code = (struct qr_code){.width = 21};
    qr_code_darken(&code, 0, 0);
    qr_code_darken(&code, 20, 0);
    qr_code_darken(&code, 10, 1);
    assert_memory_equal(code.dark, expected, sizeof(expected));
    code = (struct qr_code){.width = QR_WIDTH_MAX};
    qr_code_darken(&code, QR_WIDTH_MAX - 1, QR_WIDTH_MAX - 1);
    assert_int_equal(code.dark[QR_SIZE - 1], 0x80);
}

/* Also of a width that a peer made up. */
static void outside_there_is_nothing(void **state)
{
    static const int64_t places[][2] = {
        {-1, 0},
        {0, -1},
        {21, 0},
        {0, 21},
        {INT32_MIN, INT32_MIN},
        {INT32_MAX, INT32_MAX},
    };
    struct qr_code kept;

    (void) state;
    code.width = 21;
    memset(code.dark, 0xff, QR_SIZE);
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
        assert_false(qr_code_is_dark(&code, places[i][0], places[i][1]));
    kept = code = (struct qr_code){.width = 21};
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
        qr_code_darken(&code, places[i][0], places[i][1]);
    assert_memory_equal(&code, &kept, sizeof(code));
    kept.width = code.width = QR_WIDTH_MAX + 1;
    qr_code_darken(&code, 0, QR_WIDTH_MAX);
    qr_code_darken(&code, 0, 0);
    assert_memory_equal(&code, &kept, sizeof(code));
    assert_false(qr_code_is_dark(&code, 0, QR_WIDTH_MAX));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(encodes_every_module),
        cmocka_unit_test(refuses_what_is_too_large),
        cmocka_unit_test(whole_codes_are_those_of_a_version),
        cmocka_unit_test(each_module_has_a_bit),
        cmocka_unit_test(outside_there_is_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
