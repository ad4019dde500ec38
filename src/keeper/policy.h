/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What this host's configuration demands of an ID token, and whether the
 * token shows it.  A claim that is absent proves nothing.
 */

#pragma once

#include "wire/message.h"

struct policy {
    bool claims_required; /* required_claims is set */
    const char *acr_values;
    int64_t max_age;     /* seconds, -1 for none */
    int64_t since;       /* Unix time at which this login asked the person to
                            sign in; 0 where it did not: the check is silent */
    bool fresh;          /* that sign-in must be a new one, wherever shown */
    bool fresh_required; /* and it must be shown */
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
 *
 * The time of the sign-in, auth_time, is the provider's.  Silently it may be
 * max_age old by either clock, the worse of the two; max_age = 0 is never
 * met silently.  After a sign-in it must lie max_age before `since` at most,
 * and not before it where that must be fresh.  `since` is carried over to the
 * provider's clock by what the token says of the time at which it was issued,
 * CLOCK_SKEW at most: a clock that is behind makes nobody's sign-in look old,
 * and one that is ahead makes no old one look new.
 */
struct judgement policy_evaluate(const struct policy *, const struct claims *,
                                 int64_t now);
