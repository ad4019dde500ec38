/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Signatures of the three algorithms that OpenID providers use (RFC 7518):
 * RS256, PS256 and ES256.  Of the agent's files only this one computes with
 * OpenSSL; http.c keeps libcurl from reading its configuration.
 */

#pragma once

#include "format/json.h"

struct signature_algorithm;

/* The algorithm with this name; NULL for every other name. */
const struct signature_algorithm *signature_algorithm(const char *name);

/* The JWK is of the algorithm's type, and its `alg`, if any, names it. */
bool signature_fits(const struct signature_algorithm *,
                    const struct json *key);

/* The JWK is one of an algorithm that is here, sound or not; a key without a
 * type is, too, as it names no other. */
bool signature_type_is_known(const struct json *key);

/*
 * The JWK fits an algorithm and is sound: RSA of 2048 to 8192 bits with an
 * odd exponent from 3 to 2^32, or a point on P-256 (RFC 7518 section 6).
 */
bool signature_key_is_usable(const struct json *key);

/*
 * The signature, base64url and of exactly the length that the key gives it,
 * over the `length` bytes of `signed_text` is right.
 */
bool signature_is_right(const struct signature_algorithm *,
                        const struct json *key, const char *signed_text,
                        size_t length, const char *signature);

/* A digest in base64 with its NUL; without the padding it is shorter. */
enum { SIGNATURE_SHA256_SIZE = 45 };

/* The SHA-256 digest of a text in base64url, which is without padding;
 * false, which should not be, without one. */
bool signature_sha256(const char *text,
                      char ret_digest[SIGNATURE_SHA256_SIZE]);

/*
 * `half` is the base64url text of the left half of the SHA-256 digest of
 * `text` (OpenID Connect Core 1.0 section 3.1.3.6; all three algorithms
 * hash with SHA-256).
 */
bool signature_hashes_to(const char *text, const char *half);
