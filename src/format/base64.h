/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Base64 (RFC 4648) as tokens and claims challenges use it.
 */

#pragma once

#include <sys/types.h>

/*
 * Decode base64url as a JWS has it (RFC 7515 section 2): no padding, no
 * other alphabet, unused bits zero.  Writes at most `size` bytes, adds no
 * NUL and returns how many; -1 for other text and for more than fit.
 */
ssize_t base64url_decode(const char *text, size_t length, unsigned char *ret,
                         size_t size);

/*
 * Write `length` bytes in base64 with padding (RFC 4648 section 4) and a NUL
 * into ret_text, which has room for them: four for each three begun, and one.
 */
void base64_encode(const char *bytes, size_t length, char *ret_text);

/*
 * Write `length` bytes in base64url without padding (RFC 7515 section 2) and a
 * NUL into ret_text, which has room for them: four for each three begun, and
 * one.
 */
void base64url_encode(const void *bytes, size_t length, char *ret_text);

/*
 * The same as base64url_decode() for either alphabet, even mixed, and with up
 * to two '=' at the end, whether they belong there or not: servers send all of
 * these.
 */
ssize_t base64_decode_lenient(const char *text, size_t length,
                              unsigned char *ret, size_t size);
