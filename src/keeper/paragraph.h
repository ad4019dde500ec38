/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Text in lines, as a screen of so many columns shows it.  The letters of
 * East Asia take two columns, all others one.
 */

#pragma once

#include <stdint.h>

/*
 * Break the lines that are wider than the screen at blanks, best behind a
 * sentence; the blanks become line ends, and the text never grows.  A word
 * that is wider than a line is left to the terminal, so that it can be marked
 * as a whole, and so is everything where the columns are not known (0). Blanks
 * at a line's end do not count.
 */
void paragraph_wrap(char *text, int64_t columns);

/* The lines that a text fills on such a screen, behind the line end that it
 * begins with. */
int64_t paragraph_height(const char *text, int64_t columns);
