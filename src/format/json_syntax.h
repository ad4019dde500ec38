/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The strict gate before the JSON library, which takes far more than JSON
 * and keeps no more of a number than a double.
 */

#pragma once

#include <stdbool.h>
#include <stddef.h>

/*
 * The text is one value as json_parse() promises it, except that names may
 * still be duplicates.  Every number in it is overwritten by a 0 and blanks.
 */
bool json_syntax_check(char *text);

/* The bytes of the UTF-8 character at `text` (RFC 3629 section 4), and its
 * code point; 0 if there is no valid one.  Reads no further than to a NUL. */
size_t json_utf8_decode(const char *text, unsigned int *ret_point);
