/* SPDX-License-Identifier: BSD-2-Clause
 *
 * A QR code as lines of text for a terminal.
 */

#pragma once

#include <stdbool.h>
#include <stddef.h>

/*
 * Draw a text as a QR code (ISO/IEC 18004, error correction level L, quiet
 * zone of two modules) into ret_lines, of `size` bytes: UTF-8 half blocks,
 * two modules to a character, '\n' after each row.  The light modules are
 * drawn, which reads as it should on a dark screen.  False, with ret_lines
 * untouched, for a text that is empty or whose code could be too large.
 */
bool qr_draw(const char *text, char *ret_lines, size_t size);
