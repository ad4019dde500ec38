/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The authorization code grant with a relay (RFC 6749 section 4.1, RFC 7636):
 * a short address for a browser anywhere, and the wait for the code that it
 * brings there.
 */

#pragma once

#include "agent/token_endpoint.h"

/*
 * Have the keeper show the relay's address, wait there for the code, with the
 * number that the person types where the order wants one, and redeem it.  A
 * number that is wrong is answered with ASK_AGAIN; the relay ends it after the
 * last try.  The relay is told where the keeper hangs up or time is over.
 *
 * ret_response and the result are those of device_flow_run().
 */
bool relay_flow_run(struct exchange *exchange, const struct sign_in *order,
                    struct token_response *ret_response);
