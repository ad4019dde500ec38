/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The encoding of forms and queries: application/x-www-form-urlencoded
 * (RFC 6749 appendix B).
 */

#pragma once

#include <stdbool.h>

/*
 * Decode a name or a value in place.  False, with the text in an unspecified
 * state, for a '%' without two hexadecimal digits and for a NUL.
 */
bool percent_decode(char *text);
