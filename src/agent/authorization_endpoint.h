/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The provider's authorization endpoint, which the person's browser asks.
 */

#pragma once

#include "agent/exchange.h"

/*
 * Draw new secrets and compose the address of an authorization request
 * (OpenID Connect Core 1.0 section 3.1.2.1, RFC 7636 section 4.3) for the
 * person's browser.  NULL, or the word for what is in the way.
 */
const char *authorization_endpoint_compose(struct exchange *exchange,
                                           const struct sign_in *order,
                                           char ret_address[ADDRESS_SIZE]);
