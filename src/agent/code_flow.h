/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The authorization code grant with PKCE (RFC 6749 section 4.1, RFC 7636): an
 * address for the person's browser, and the wait for where it ends.
 */

#pragma once

#include "agent/token_endpoint.h"

/*
 * Have the keeper show the address, take the response from a browser on this
 * machine or from what the person pastes, and redeem its code.  A paste that
 * is of no use is answered with ASK_AGAIN, the last one of a few ends it.
 *
 * ret_response and the result are those of device_flow_run().
 */
bool code_flow_run(struct exchange *exchange, const struct sign_in *order,
                   struct token_response *ret_response);
