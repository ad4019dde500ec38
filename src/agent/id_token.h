/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The ID token: who signed in, for whom, when and how.
 */

#pragma once

#include "agent/jws.h"
#include "wire/message.h"

struct id_token_rules {
    const char *issuer;
    const char *client_id;
    const char *keys;         /* text from jwks_normalise() */
    const char *nonce;        /* as sent; empty if none was */
    const char *access_token; /* that came along; empty for none */
    int64_t now;              /* Unix time */
};

/*
 * Judge the payload of a token whose signature is right (OpenID Connect Core
 * 1.0 section 3.1.3.7), with CLOCK_SKEW seconds of grace in every time, whose
 * fraction counts against the person (RFC 7519 section 2); for
 * a Microsoft issuer also its tenant.  NULL, or the word for what is wrong.
 * How and how long ago the person signed in is policy_evaluate()'s.
 */
const char *id_token_check(const struct json *payload,
                           const struct id_token_rules *);

/*
 * What else the log should say of a reason, which an administrator cannot do
 * much with alone: both issuers, or the algorithm; empty for the others.
 * `payload` is that of id_token_verify(), NULL where it had none to give.
 */
void id_token_detail(const char *token, const struct json *payload,
                     const struct id_token_rules *, const char *reason,
                     char ret_detail[NAME_SIZE]);

/*
 * Verify the signature, then check the payload.  Result and ret_reason are
 * those of jws_verify(), as is ret_payload, which is also set for a payload
 * that is refused under a signature that is right.
 */
enum jws_result id_token_verify(const char *token,
                                const struct id_token_rules *,
                                struct json **ret_payload,
                                const char **ret_reason);

/*
 * The facts of a payload that id_token_check() accepts, with `username_claim`
 * as the name of the person.  What is absent or not printable ASCII of the
 * size that struct claims has becomes empty, which issuer and subject never
 * are, a time that is no such becomes 0; what has to be compared with the
 * configuration stays false and empty.  An `email` is a name only where
 * `email_verified` is true, the boolean (OpenID Connect Core 1.0 section
 * 5.1): anybody can write somebody else's address into an account of his own.
 */
void id_token_claims(const struct json *payload, const char *username_claim,
                     struct claims *ret_claims);
