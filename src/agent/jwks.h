/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The signing keys that a provider publishes (RFC 7517).
 */

#pragma once

#include <stdbool.h>
#include <stddef.h>

/*
 * Strip a key set, `length` bytes of JSON, to the public keys that
 * jws_verify() can use, and of these to what it needs.  Other keys do not
 * count: unsound or unsupported ones, those for another use (`use`,
 * `key_ops`), private ones, those with an unprintable or too long `kid`, and
 * those that name another `issuer` than this one.
 *
 * The result is compact JSON in ret_keys, of `size` bytes.  False, with
 * ret_keys untouched, for what is no key set and for one with no usable key
 * or with more than KEY_COUNT_MAX.
 */
bool jwks_normalise(const char *body, size_t length, const char *issuer,
                    char *ret_keys, size_t size);
