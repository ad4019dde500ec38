/* SPDX-License-Identifier: BSD-2-Clause */

#include "agent/qr.h"

#include <qrencode.h>
#include <stddef.h>

/* One byte for each module becomes one bit.  The lowest bit of a byte is the
 * colour; the others are the library's notes on the module's role (see
 * qrencode.h). */
static void copy_modules(const QRcode *from, struct qr_code *to)
{
    const unsigned char *module = from->data;

    for (int64_t y = 0; y < from->width; y++)
        for (int64_t x = 0; x < from->width; x++) {
            if ((*module & 1) != 0)
                qr_code_darken(to, x, y);
            module++;
        }
}

/* Level L, the lowest: a screen has no dirt on it, and each level above makes
 * the code larger. */
bool qr_encode(const char *text, struct qr_code *ret_code)
{
    QRcode *code = QRcode_encodeString(text, 0, QR_ECLEVEL_L, QR_MODE_8, 1);
    bool fits;

    if (code == NULL)
        return false;
    fits = code->width <= QR_WIDTH_MAX;
    if (fits) {
        *ret_code = (struct qr_code){.width = code->width};
        copy_modules(code, ret_code);
    }
    QRcode_free(code);
    return fits;
}
