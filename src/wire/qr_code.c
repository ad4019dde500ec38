/* SPDX-License-Identifier: BSD-2-Clause */

#include "wire/qr_code.h"

/* Each version is four modules wider than the one before (ISO/IEC 18004,
 * section 5.3.1). */
enum { WIDTH_MIN = 21, WIDTH_STEP = 4 };

/* A code of another width has no finder patterns where a camera looks for
 * them, if it is one at all. */
bool qr_code_is_whole(const struct qr_code *code)
{
    return code->width >= WIDTH_MIN && code->width <= QR_WIDTH_MAX &&
           (code->width - WIDTH_MIN) % WIDTH_STEP == 0;
}

/* The width is a peer's word: one beyond the ceiling has no modules here. */
static bool has_module(const struct qr_code *code, int64_t x, int64_t y)
{
    if (code->width > QR_WIDTH_MAX || x < 0 || y < 0)
        return false;
    return x < code->width && y < code->width;
}

bool qr_code_is_dark(const struct qr_code *code, int64_t x, int64_t y)
{
    int64_t bit = y * code->width + x;

    if (!has_module(code, x, y))
        return false;
    return (code->dark[bit / 8] & 0x80 >> bit % 8) != 0;
}

void qr_code_darken(struct qr_code *code, int64_t x, int64_t y)
{
    int64_t bit = y * code->width + x;

    if (has_module(code, x, y))
        code->dark[bit / 8] |= (unsigned char) (0x80 >> bit % 8);
}
