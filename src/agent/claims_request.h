/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Claims requests (OpenID Connect Core section 5.5): reading those of a
 * challenge, joining what this login has to send, and comparing them with
 * what an ID token shows.
 */

#pragma once

#include "agent/json.h"
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

/*
 * Write the claims request to send into ret_json: the claims of `demand`
 * over those of `required` (of the rest nothing is used), with the
 * blank-separated client capabilities in access_token.xms_cc.values.  Of a
 * claim that is in both the demand cannot take back what is required: it
 * stays essential, and where both give values those are sent that are in
 * both, or else the required ones.  Every other member, null, number and
 * order stays; an empty text means that there is nothing to send.  False,
 * with ret_json untouched, if one of the two is not a JSON object, its
 * access_token is neither object nor null, or the result is too long.
 */
bool claims_request_merge(const struct demand *required,
                          const struct demand *demand,
                          const char *capabilities, char *ret_json,
                          size_t size);

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
