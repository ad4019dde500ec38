/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Requests to the provider's token and device authorization endpoints, with
 * all that one round of a login demands in each of them.
 */

#pragma once

#include "agent/device_response.h"
#include "agent/http.h"
#include "agent/signature.h"
#include "agent/token_response.h"

enum { SECRET_LENGTH = 43 }; /* characters */

struct token_endpoint {
    struct http *http; /* not owned, as is the next one */
    struct client *client;
    char claims[CLAIMS_SIZE]; /* of this round, as sent */
    char acr_values[ACR_SIZE];
    int64_t max_age;
    /* Of the code flow alone, and empty without it. */
    char state[SECRET_LENGTH + 1];
    char nonce[SECRET_LENGTH + 1];
    char verifier[SECRET_LENGTH + 1]; /* a secret (RFC 7636) */
};

/*
 * Begin a round that has to meet the demand and what the configuration
 * requires: claims are merged; of two max_age (OpenID Connect Core 1.0
 * section 3.1.2.1) the smaller is sent, of two acr_values what is in both,
 * or else the configuration's.  False if the claims are no JSON objects that
 * can be merged, or the configuration's are not usable.
 */
bool token_endpoint_begin(struct token_endpoint *endpoint,
                          const struct demand *demand);

/* Redeem a refresh token (RFC 6749 section 6), for what was granted.  Always
 * fills ret_response; the caller wipes it. */
void token_endpoint_refresh(const struct token_endpoint *endpoint,
                            const char *refresh_token,
                            struct token_response *ret_response);

/*
 * Draw new secrets and compose the address of an authorization request
 * (OpenID Connect Core 1.0 section 3.1.2.1, RFC 7636 section 4.3) for the
 * person's browser.  NULL, or the word for what is in the way.
 */
const char *token_endpoint_ask(struct token_endpoint *endpoint,
                               const struct sign_in *order,
                               char ret_address[ADDRESS_SIZE]);

/* Redeem the code that came back (RFC 6749 section 4.1.3), as for
 * token_endpoint_refresh(); a code that is not good any more is expired. */
void token_endpoint_redeem(const struct token_endpoint *endpoint,
                           const char *code,
                           struct token_response *ret_response);

/* Ask for a device code (RFC 8628 section 3.1).  False, with the reason in
 * ret_refusal, if there is none; no device flow for an error that says that
 * the provider has none for us. */
bool token_endpoint_authorize(const struct token_endpoint *endpoint,
                              struct device_response *ret_device,
                              struct failure *ret_refusal);

/* Ask whether the person is done (RFC 8628 section 3.4), as for
 * token_endpoint_refresh(). */
void token_endpoint_poll(const struct token_endpoint *endpoint,
                         const char *device_code,
                         struct token_response *ret_response);
