/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The signing keys that a provider publishes (RFC 7517).
 */

#pragma once

#include "shared/limits.h"

#include <stddef.h>

/*
 * Strip a key set, `length` bytes of JSON, to the public keys that
 * jws_verify() can use, and of these to what it needs.  Other keys do not
 * count: unsound or unsupported ones, those for another use (`use`,
 * `key_ops`), private ones, those with an unprintable or too long `kid`, and
 * those that name another `issuer` than this one.  Of a larger set the first
 * KEY_COUNT_MAX count, and of these what fits.
 *
 * NULL, with compact JSON in ret_keys; or, with ret_keys untouched, the word
 * for what is wrong and more about it in ret_detail: "keys_malformed" for what
 * is no key set or has no key that counts, "algorithm_missing" where all keys
 * are for algorithms that this software does not know.
 */
const char *jwks_normalise(const char *body, size_t length, const char *issuer,
                           char ret_keys[KEYS_SIZE],
                           char ret_detail[NAME_SIZE]);
