/* SPDX-License-Identifier: BSD-2-Clause */

#include "agent/qr.h"

#include <qrencode.h>
#include <string.h>

enum { QUIET = 2, BLOCK_BYTES = 3 };

/* The module at this place of the drawing, quiet zone included, is light, and
 * so is the half row below an odd number of rows. */
static bool is_light(const QRcode *code, int x, int y)
{
    x -= QUIET;
    y -= QUIET;
    if (x < 0 || y < 0 || x >= code->width || y >= code->width)
        return true;
    return (code->data[y * code->width + x] & 1) == 0;
}

static void draw(const QRcode *code, char *lines)
{
    static const char *const blocks[2][2] = {
        {" ", "\u2584"},
        {"\u2580", "\u2588"},
    };
    int side = code->width + 2 * QUIET;

    for (int y = 0; y < side; y += 2) {
        for (int x = 0; x < side; x++)
            lines = stpcpy(
                lines, blocks[is_light(code, x, y)][is_light(code, x, y + 1)]);
        lines = stpcpy(lines, "\n");
    }
}

bool qr_draw(const char *text, char *ret_lines, size_t size)
{
    QRcode *code = QRcode_encodeString(text, 0, QR_ECLEVEL_L, QR_MODE_8, 1);
    bool fits = false;
    size_t side;

    if (code == NULL)
        return false;
    side = (size_t) code->width + 2 * QUIET;
    fits = (side + 1) / 2 * (side * BLOCK_BYTES + 1) < size;
    if (fits)
        draw(code, ret_lines);
    QRcode_free(code);
    return fits;
}
