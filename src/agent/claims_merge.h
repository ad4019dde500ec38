/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The claims request that is sent (OpenID Connect Core section 5.5), of all
 * that ask for claims.
 */

#pragma once

#include "wire/message.h"

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
bool claims_merge(const struct demand *required, const struct demand *demand,
                  const char *capabilities, char *ret_json, size_t size);
