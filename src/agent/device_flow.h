/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The device authorization grant (RFC 8628): a code that the person enters
 * elsewhere, and the wait for the tokens it leads to.
 */

#pragma once

#include "agent/token_endpoint.h"

/*
 * Get a code, have the keeper show it, and ask for the tokens until there is
 * an answer other than to wait, the code expires or the login ends.
 *
 * Fills ret_response, which is empty at first and which the caller wipes.
 * False if the keeper is gone, and then nothing of it counts.
 */
bool device_flow_run(const struct exchange *exchange,
                     struct token_response *ret_response);
