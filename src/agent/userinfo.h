/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The userinfo endpoint (OpenID Connect Core 1.0 section 5.3): whose access
 * token this is, where a refresh brought no ID token.
 */

#pragma once

#include "agent/http.h"

/*
 * Ask it with the access token.  NULL, with issuer and subject in ret_claims
 * and from_userinfo set, for a plain JSON answer with a `sub`; else a word for
 * what is in the way, with more about it in ret_detail.
 */
const char *userinfo_ask(struct http *http, const struct metadata *,
                         const char *access_token, struct claims *ret_claims,
                         char ret_detail[NAME_SIZE]);
