/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The agent that asks the resource whether it accepts an access token.  It
 * never holds a refresh token.
 */

#pragma once

#include "agent/http.h"

/*
 * GET the URL with the token (RFC 6750 section 2.1) and report what the
 * resource says: ok for a 2xx, what challenges_demand() makes of a 401,
 * config for any other 4xx, which is about permissions or the URL.
 */
void role_probe_run(struct http *http, const struct probe *probe);
