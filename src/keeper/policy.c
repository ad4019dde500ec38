/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/policy.h"
#include "shared/entra.h"
#include "shared/text.h"

/* Seconds by which a clock may be behind unseen. */
enum { UNSEEN_SKEW = 10 };

static int64_t larger(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* By how much the provider's clock is ahead of ours, as far as the token
 * shows it.  Entra dates its tokens back by five minutes, so that they never
 * show a clock that is behind. */
static int64_t seconds_ahead(const struct claims *claims, int64_t now)
{
    int64_t ahead = claims->issued_at <= 0 ? 0 : claims->issued_at - now;
    bool seen = !entra_is_issuer(claims->issuer);

    ahead = larger(ahead, seen ? -CLOCK_SKEW : -UNSEEN_SKEW);
    return ahead < CLOCK_SKEW ? ahead : CLOCK_SKEW;
}

/* The person signed in `max_age` seconds ago at most. */
static bool is_recent(const struct policy *policy, int64_t max_age,
                      const struct claims *claims, int64_t now)
{
    int64_t oldest;

    if (claims->auth_time <= 0 || claims->auth_time > now + CLOCK_SKEW)
        return false;
    if (policy->since == 0)
        return max_age > 0 &&
               larger(now, claims->issued_at) - claims->auth_time <= max_age;
    oldest = policy->since + seconds_ahead(claims, now) - max_age;
    return claims->auth_time >= oldest;
}

struct judgement policy_evaluate(const struct policy *policy,
                                 const struct claims *claims, int64_t now)
{
    const char *auth_time = claims->auth_time <= 0 ? "auth_time" : "";

    if (claims->challenge_contradicted)
        return (struct judgement){false, "challenge_contradicted", ""};
    if (policy->claims_required && !claims->required_shown)
        return (struct judgement){false, "claim_not_shown", claims->missing};
    if (policy->acr_values[0] != '\0' &&
        !text_has_word(policy->acr_values, claims->acr))
        return (struct judgement){false, "acr_not_shown",
                                  claims->acr[0] == '\0' ? "acr" : ""};
    if (policy->max_age >= 0 &&
        !is_recent(policy, policy->max_age, claims, now))
        return (struct judgement){false, "auth_time_too_old", auth_time};
    if (!policy->fresh)
        return (struct judgement){true, "met", ""};
    if (claims->auth_time <= 0)
        return (struct judgement){!policy->fresh_required, "fresh_not_shown",
                                  auth_time};
    return is_recent(policy, 0, claims, now)
               ? (struct judgement){true, "met", ""}
               : (struct judgement){false, "not_fresh", ""};
}
