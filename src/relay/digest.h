/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The cryptography that the relay needs besides TLS: SHA-256 (FIPS 180-4),
 * HMAC with it (RFC 2104), and random bytes.
 */

#pragma once

#include <stdbool.h>
#include <stddef.h>

enum { DIGEST_SIZE = 32 }; /* bytes of SHA-256 and of HMAC-SHA-256 */

/* The hash of `length` bytes.  A library that cannot hash ends the process:
 * nothing else would be safe. */
void digest_sha256(const void *bytes, size_t length,
                   unsigned char ret_digest[DIGEST_SIZE]);

/* The MAC of `length` bytes under a key of any length; ends the process as
 * the hash does. */
void digest_hmac(const void *key, size_t key_length, const void *bytes,
                 size_t length, unsigned char ret_mac[DIGEST_SIZE]);

/* Fill `length` bytes with random ones that are fit for keys; false, with the
 * bytes in an unspecified state, where the system has none. */
bool digest_random(void *ret_bytes, size_t length);

/* `length` bytes of both are equal; takes as long for every content. */
bool digest_same(const void *a, const void *b, size_t length);
