/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What a terminal makes of a text, written down so that it can be read in
 * any editor: a '|' in front of each row, a '>' where a row goes on from the
 * one above because the terminal is not wider.
 */

#ifndef GOLDEN_PICTURE_H
#define GOLDEN_PICTURE_H

#include <stdint.h>
#include <stdio.h>

/* Write the text as rows of this many columns; returns how many there are. */
int64_t picture_write(FILE *, const char *text, int64_t columns);

/* Write what was typed: bytes that do not print as \xNN, and of a long text
 * the first and the last bytes. */
void picture_write_typed(FILE *, const char *typed);

#endif
