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
    int64_t least = -CLOCK_SKEW;
    int64_t ahead = 0;

    if (entra_is_issuer(claims->issuer))
        least = -UNSEEN_SKEW;
    if (claims->issued_at > 0)
        ahead = claims->issued_at - now;
    ahead = larger(ahead, least);
    return ahead < CLOCK_SKEW ? ahead : CLOCK_SKEW;
}

/* The person signed in `max_age` seconds ago at most.  A time that lies ahead
 * of us by more than clocks may differ is no time of a sign-in. */
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

static struct judgement met(void)
{
    return (struct judgement){true, "met", ""};
}

/* The token does not show it; `missing` names the claim that it would have
 * to have, and is empty where it has it. */
static struct judgement unmet(const char *reason, const char *missing)
{
    return (struct judgement){false, reason, missing};
}

/* The name of a claim that is absent, for the log; empty for one that is
 * there. */
static const char *if_absent(bool absent, const char *name)
{
    return absent ? name : "";
}

/* A sign-in that was asked for is a new one.  A provider that does not tell
 * the time of a sign-in can neither show nor deny it: the administrator says
 * whether it must (fresh = required). */
static struct judgement judge_freshness(const struct policy *policy,
                                        const struct claims *claims,
                                        int64_t now)
{
    if (!policy->fresh)
        return met();
    if (claims->auth_time <= 0)
        return (struct judgement){!policy->fresh_required, "fresh_not_shown",
                                  "auth_time"};
    if (!is_recent(policy, 0, claims, now))
        return unmet("not_fresh", "");
    return met();
}

/* The first demand that is not met is told, the challenge's before those of
 * this host's configuration. */
struct judgement policy_evaluate(const struct policy *policy,
                                 const struct claims *claims, int64_t now)
{
    if (claims->challenge_contradicted)
        return unmet("challenge_contradicted", "");
    if (policy->claims_required && !claims->required_shown)
        return unmet("claim_not_shown", claims->missing);
    if (policy->acr_values[0] != '\0' &&
        !text_has_word(policy->acr_values, claims->acr))
        return unmet("acr_not_shown",
                     if_absent(claims->acr[0] == '\0', "acr"));
    if (policy->max_age >= 0 &&
        !is_recent(policy, policy->max_age, claims, now))
        return unmet("auth_time_too_old",
                     if_absent(claims->auth_time <= 0, "auth_time"));
    return judge_freshness(policy, claims, now);
}
