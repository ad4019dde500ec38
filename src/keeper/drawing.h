/* SPDX-License-Identifier: BSD-2-Clause
 *
 * A QR code drawn with half blocks, light modules as blocks, as an agent
 * sends it: checked, measured, and put on the person's screen.
 */

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum ink {
    INK_PLAIN,   /* the terminal's own colours; scans where it is dark */
    INK_SWAPPED, /* light and dark exchanged, for a light terminal */
    INK_COLOURS, /* white on black whatever the terminal's colours are */
};

/*
 * Measure a drawing in characters and lines.  False for one that is empty,
 * has lines of different lengths or holds anything but blanks, half and full
 * blocks: it must not reach a terminal.
 */
bool drawing_measure(const char *drawing, int64_t *ret_columns,
                     int64_t *ret_rows);

/*
 * Append a drawing that was measured to the text of `size` bytes, each line
 * after a line end.  Swapping makes a blank of one byte a block of three.
 */
void drawing_append(char *text, size_t size, const char *drawing, enum ink);
