/* SPDX-License-Identifier: BSD-2-Clause */

#include "shared/policy.h"
#include "shared/text.h"

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
        (claims->auth_time <= 0 || claims->auth_time > now + CLOCK_SKEW ||
         now - claims->auth_time > policy->max_age + policy->leeway))
        return (struct judgement){false, "auth_time_too_old", auth_time};
    return (struct judgement){true, "met", ""};
}
