/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The provider's token endpoint (RFC 6749 section 3.2): one function for each
 * kind of grant that is redeemed there.
 */

#pragma once

#include "agent/exchange.h"
#include "agent/token_response.h"

/* Redeem a refresh token (RFC 6749 section 6), for what was granted.  Always
 * fills ret_response; the caller wipes it. */
void token_endpoint_refresh(const struct exchange *exchange,
                            const char *refresh_token,
                            struct token_response *ret_response);

/* Redeem the code that came back (RFC 6749 section 4.1.3), as for
 * token_endpoint_refresh(); a code that is not good any more is expired. */
void token_endpoint_redeem(const struct exchange *exchange, const char *code,
                           struct token_response *ret_response);

/* Ask whether the person is done (RFC 8628 section 3.4), as for
 * token_endpoint_refresh(). */
void token_endpoint_poll(const struct exchange *exchange,
                         const char *device_code,
                         struct token_response *ret_response);
