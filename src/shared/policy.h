/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What this host's configuration demands of an ID token, and whether the
 * token shows it.  A claim that is absent proves nothing.
 */

#pragma once

#include "shared/message.h"

struct policy {
    bool claims_required; /* required_claims is set */
    const char *acr_values;
    int64_t max_age; /* seconds, -1 for none */
    int64_t leeway;  /* seconds by which the provider's clock may be behind */
};

struct judgement {
    bool met;
    const char *reason;  /* the word for the log */
    const char *missing; /* the claim that the token had to have and has not;
                            empty if it has all; lives as long as the claims */
};

/*
 * Judge the claims of a verified ID token at the Unix time `now`
 * (OpenID Connect Core 1.0 section 3.1.3.7, rules 12 and 13).
 */
struct judgement policy_evaluate(const struct policy *, const struct claims *,
                                 int64_t now);
