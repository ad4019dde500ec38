/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The agent that fetches what a provider publishes about itself.  It is
 * told the issuer and nothing of any login.
 */

#pragma once

#include "agent/http.h"

/*
 * Fetch the metadata (OpenID Connect Discovery 1.0 section 4) and the
 * signing keys, as a rule on one connection, and report them or what is
 * wrong.  Only for the metadata a redirect is followed, three at most, and
 * only within its origin.
 */
void role_metadata_run(struct http *http, const struct fetch *order);
