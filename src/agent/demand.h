/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What a round of a login demands of the provider: of a challenge, and of the
 * configuration.
 */

#pragma once

#include "wire/message.h"

/*
 * Join what the configuration requires with what was demanded: claims are
 * merged, with the client's capabilities; of two max_age (OpenID Connect Core
 * 1.0 section 3.1.2.1) the smaller is sent, of two acr_values what is in
 * both, or else the configuration's.  False, with a demand that is not to be
 * sent, if the claims are no JSON objects that can be merged, or the
 * configuration's are not usable.
 */
bool demand_join(const struct demand *required, const struct demand *demanded,
                 const char *capabilities, struct demand *ret_joined);
