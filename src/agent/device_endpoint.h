/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The provider's device authorization endpoint (RFC 8628 section 3.1).
 */

#pragma once

#include "agent/device_response.h"
#include "agent/exchange.h"

/* Ask for a device code.  False, with the reason in ret_refusal, if there is
 * none; no device flow for an error that says that the provider has none for
 * us. */
bool device_endpoint_ask(const struct exchange *exchange,
                         struct device_response *ret_device,
                         struct failure *ret_refusal);
