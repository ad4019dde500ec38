/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The ID token: who signed in, for whom, when and how.
 */

#pragma once

#include "agent/jws.h"
#include "shared/message.h"

#include <stdint.h>

struct id_token_rules {
    const char *issuer;
    const char *client_id;
    const char *keys;         /* text from jwks_normalise() */
    const char *nonce;        /* as sent; NULL if none was */
    int64_t now;              /* Unix time */
    int64_t max_age;          /* seconds, -1 for none */
    const char *acr_values;   /* blank-separated; NULL or empty for any */
    const char *access_token; /* that came along; NULL or empty for none */
};

/*
 * Judge the payload of a token whose signature is right (OpenID Connect Core
 * 1.0 section 3.1.3.7), with CLOCK_SKEW seconds of grace in every time; for
 * a Microsoft issuer also its tenant.  *ret_reason becomes a constant word
 * for the log.
 */
bool id_token_check(const struct json *payload, const struct id_token_rules *,
                    const char **ret_reason);

/*
 * Verify the signature, then check the payload.  Results, ret_payload and
 * ret_reason are those of jws_verify().
 */
enum jws_result id_token_verify(const char *token,
                                const struct id_token_rules *,
                                struct json **ret_payload,
                                const char **ret_reason);

/*
 * The facts of a verified payload, with `username_claim` as the name of the
 * person.  What is absent or not printable ASCII of the size that struct
 * claims has becomes empty, a time that is no such becomes 0; what has to be
 * compared with the configuration stays false and empty.  False, with
 * ret_claims untouched, if issuer or subject would be empty.
 */
bool id_token_claims(const struct json *payload, const char *username_claim,
                     struct claims *ret_claims);
