/* SPDX-License-Identifier: BSD-2-Clause */

#include "shared/policy.h"
#include "shared/text.h"

enum policy_result policy_evaluate(const struct policy *policy,
                                   const struct claims *claims, int64_t now)
{
    if (claims->challenge_contradicted)
        return POLICY_CONTRADICTED;
    if (policy->claims_required && !claims->required_shown)
        return POLICY_CLAIM_NOT_SHOWN;
    if (policy->acr_values[0] != '\0' &&
        !text_has_word(policy->acr_values, claims->acr))
        return POLICY_ACR_NOT_SHOWN;
    if (policy->max_age >= 0 &&
        (claims->auth_time <= 0 || claims->auth_time > now + CLOCK_SKEW ||
         now - claims->auth_time > policy->max_age + policy->leeway))
        return POLICY_TOO_OLD;
    return POLICY_MET;
}

const char *policy_missing(enum policy_result result,
                           const struct claims *claims)
{
    if (result == POLICY_CLAIM_NOT_SHOWN)
        return claims->missing;
    if (result == POLICY_ACR_NOT_SHOWN && claims->acr[0] == '\0')
        return "acr";
    return result == POLICY_TOO_OLD && claims->auth_time <= 0 ? "auth_time"
                                                              : "";
}

const char *policy_word(enum policy_result result)
{
    static const char *const words[POLICY_RESULT_COUNT] = {
        [POLICY_UNDECIDED] = "undecided",
        [POLICY_MET] = "met",
        [POLICY_CLAIM_NOT_SHOWN] = "claim_not_shown",
        [POLICY_ACR_NOT_SHOWN] = "acr_not_shown",
        [POLICY_TOO_OLD] = "auth_time_too_old",
        [POLICY_CONTRADICTED] = "challenge_contradicted",
    };

    return words[result < POLICY_RESULT_COUNT ? result : POLICY_UNDECIDED];
}
