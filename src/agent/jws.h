/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Verification of a signed token in its compact form (RFC 7515).
 */

#pragma once

#include "format/json.h"
#include "shared/limits.h"

enum {
    KID_SIZE = 129, /* of a key's name, with its NUL */
    KEYS_TRIED_MAX = 32,
};

enum jws_result {
    JWS_REFUSED = 0,
    JWS_VERIFIED,
    JWS_UNKNOWN_KEY, /* newer keys may verify it: keys are replaced under
                        new names, and under old ones */
};

/* The name in the header of a token, "" where it has none that can be told;
 * of a token that nobody has verified. */
void jws_algorithm(const char *token, char ret_name[WORD_SIZE]);

/*
 * Verify a token, shorter than ID_TOKEN_SIZE bytes, with one of `keys`, which
 * is text from jwks_normalise().  The header may name a key but never bring
 * or fetch one; of keys that fit, as when two have one name, each is tried,
 * up to KEYS_TRIED_MAX.  Nothing of the payload is read before the signature
 * is right (RFC 7515 section 5.2, RFC 8725 section 3).
 *
 * JWS_VERIFIED: *ret_payload is the payload, a JSON object that the caller
 * frees; else it is untouched.  *ret_reason becomes a constant word for the
 * log.
 */
enum jws_result jws_verify(const char *token, const char *keys,
                           struct json **ret_payload, const char **ret_reason);
