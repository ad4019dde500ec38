/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Base64 (RFC 4648) as tokens and claims challenges use it.
 */

#pragma once

#include <stdbool.h>
#include <stddef.h>

/*
 * Decode base64url as a JWS has it (RFC 7515 section 2): no padding, no
 * other alphabet, unused bits zero.  Writes at most `size` bytes and adds
 * no NUL.  False, with *ret_length untouched, for other text and for more
 * bytes than fit.
 */
bool base64url_decode(const char *text, size_t length, unsigned char *ret,
                      size_t size, size_t *ret_length);

/*
 * The same for either alphabet, even mixed, and with up to two '=' at the
 * end, whether they belong there or not: servers send all of these.
 */
bool base64_decode_lenient(const char *text, size_t length, unsigned char *ret,
                           size_t size, size_t *ret_length);
