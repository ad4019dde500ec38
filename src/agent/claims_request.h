/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Claims requests (OpenID Connect Core section 5.5): reading those of a
 * challenge or of the configuration, and comparing them with what an ID token
 * shows.
 */

#pragma once

#include "format/json.h"
#include "wire/message.h"

/* Of one request; two of them and the capabilities fit into CLAIMS_SIZE. */
enum { CLAIMS_REQUEST_MAX = 4096 };

/*
 * Read a claims value in any encoding that servers use: JSON, or JSON in
 * base64 of either alphabet, padded or not.  Writes one JSON object without
 * blanks into ret_json, or an empty text for a blank value and for `null`.
 * False, with ret_json untouched, for everything else: the challenge is
 * there but unusable.  Decodes once, never what comes out of it.
 */
bool claims_request_decode(const char *value, char *ret_json, size_t size);

/* A request as an object, which an empty one is, too; NULL for anything
 * else.  The caller frees it. */
struct json *claims_request_parse(const char *request);

/*
 * Nothing in this request, which this host requires, would be ignored: it
 * asks for a claim below id_token, access_token or userinfo, and each wish
 * is `null` or an object of nothing but `essential`, `value` and `values`
 * of the right type (OIDC Core section 5.5.1).  An empty one is usable.
 */
bool claims_request_is_usable(const char *request);

/*
 * The payload of the ID token has every claim that `request` asks for,
 * essential or not, with a value that it wants.  A claim that is null,
 * false, "" or [] counts as absent.  False with the name of the first that
 * is not shown in ret_missing, and for a request that is not usable.  An
 * empty request is shown.
 */
bool claims_request_shown(const char *request, const struct json *payload,
                          char *ret_missing, size_t size);

/* The payload has an `acr` or `acrs`, but not with a value that `request`
 * wants; also true for a request that cannot be read. */
bool claims_request_contradicted(const char *request,
                                 const struct json *payload);
