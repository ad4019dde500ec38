/* SPDX-License-Identifier: BSD-2-Clause */

#include "agent/demand.h"
#include "agent/claims_merge.h"
#include "agent/claims_request.h"
#include "shared/text.h"

/*
 * The words of both, in the order of the configuration's.  Any one of
 * acr_values satisfies a request (OpenID Connect Core 1.0 section 3.1.2.1), so
 * the other words may not be sent beside them.
 *
 *   required   demanded   in both   sent
 *   none       any        -         demanded
 *   some       any        none      required
 *   some       some       some      those in both
 */
static void join_acr_values(const char *required, const char *demanded,
                            char ret_values[ACR_SIZE])
{
    const char *rest = required;
    char word[ACR_SIZE];

    ret_values[0] = '\0';
    while (text_next_word(&rest, word, sizeof(word))) {
        if (!text_has_word(demanded, word))
            continue;
        if (ret_values[0] != '\0')
            text_append(ret_values, ACR_SIZE, " ");
        text_append(ret_values, ACR_SIZE, "%s", word);
    }
    if (ret_values[0] != '\0')
        return;
    if (required[0] == '\0')
        text_copy(ret_values, ACR_SIZE, demanded);
    else
        text_copy(ret_values, ACR_SIZE, required);
}

/* The smaller one, where -1 is none and so the largest of all. */
static int64_t join_max_age(int64_t required, int64_t demanded)
{
    if (demanded < 0)
        return required;
    if (required < 0 || demanded < required)
        return demanded;
    return required;
}

bool demand_join(const struct demand *required, const struct demand *demanded,
                 const char *capabilities, struct demand *ret_joined)
{
    ret_joined->max_age = join_max_age(required->max_age, demanded->max_age);
    join_acr_values(required->acr_values, demanded->acr_values,
                    ret_joined->acr_values);
    if (!claims_request_is_usable(required->claims))
        return false;
    return claims_merge(required, demanded, capabilities, ret_joined->claims,
                        sizeof(ret_joined->claims));
}
