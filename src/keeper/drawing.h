/* SPDX-License-Identifier: BSD-2-Clause
 *
 * A QR code drawn on the person's screen: UTF-8 half blocks, two modules to a
 * character, with a quiet zone of two modules.
 */

#pragma once

#include "wire/qr_code.h"

#include <stddef.h>

enum ink {
    INK_PLAIN,   /* the terminal's own colours; scans where it is dark */
    INK_SWAPPED, /* light and dark exchanged, for a light terminal */
    INK_COLOURS, /* white on black whatever the terminal's colours are */
};

/*
 * Measure the drawing of a code in characters and lines.  False, with both
 * untouched, for an incomplete code: there is no drawing of it.
 */
bool drawing_measure(const struct qr_code *, int64_t *ret_columns,
                     int64_t *ret_rows);

/*
 * Append the drawing, if there is one, to the text of `size` bytes, each line
 * after a line end.  What does not fit is cut off at a character's end.
 */
void drawing_append(char *text, size_t size, const struct qr_code *, enum ink);
