/* SPDX-License-Identifier: BSD-2-Clause */

#include "agent/entra_codes.h"

#include <stddef.h>

static const struct {
    int32_t code;
    enum answer answer;
} codes[] = {
    {16000, ANSWER_BLOCKED},   /* account is not in this tenant */
    {50005, ANSWER_BLOCKED},   /* platform not supported by policy */
    {50011, ANSWER_CONFIG},    /* redirect URI */
    {50020, ANSWER_BLOCKED},   /* account of another provider */
    {50033, ANSWER_TRANSIENT}, /* server error */
    {50034, ANSWER_BLOCKED},   /* user not found */
    {50053, ANSWER_BLOCKED},   /* locked, or malicious address */
    {50057, ANSWER_BLOCKED},   /* account disabled */
    {50059, ANSWER_CONFIG},    /* no tenant */
    {50087, ANSWER_TRANSIENT}, /* server error */
    {50097, ANSWER_BLOCKED},   /* device authentication */
    {50105, ANSWER_BLOCKED},   /* user not assigned to the application */
    {50129, ANSWER_BLOCKED},   /* device not joined */
    {50131, ANSWER_BLOCKED},   /* device state, or suspicious */
    {50155, ANSWER_BLOCKED},   /* device authentication failed */
    {50187, ANSWER_BLOCKED},   /* no device information */
    {50194, ANSWER_CONFIG},    /* single-tenant application */
    {ENTRA_CLIENT_LOOP, ANSWER_THROTTLED},
    {51004, ANSWER_BLOCKED},   /* user not in the directory */
    {53000, ANSWER_BLOCKED},   /* device not compliant */
    {53001, ANSWER_BLOCKED},   /* device not domain joined */
    {53002, ANSWER_BLOCKED},   /* application not approved */
    {53003, ANSWER_BLOCKED},   /* Conditional Access */
    {53004, ANSWER_BLOCKED},   /* registration blocked: risk */
    {53005, ANSWER_BLOCKED},   /* application protection */
    {53009, ANSWER_BLOCKED},   /* application protection */
    {53010, ANSWER_BLOCKED},   /* cannot register from here */
    {53011, ANSWER_BLOCKED},   /* risk in the home tenant */
    {65001, ANSWER_CONSENT},   /* no consent */
    {65004, ANSWER_CONSENT},   /* consent declined */
    {70011, ANSWER_CONFIG},    /* scope */
    {70018, ANSWER_EXPIRED},   /* device code not recognised */
    {70019, ANSWER_EXPIRED},   /* device code expired */
    {70020, ANSWER_EXPIRED},   /* device code expired */
    {80001, ANSWER_TRANSIENT}, /* agent on the premises */
    {80002, ANSWER_TRANSIENT}, /* agent on the premises */
    {80007, ANSWER_TRANSIENT}, /* agent on the premises */
    {80012, ANSWER_BLOCKED},   /* outside logon hours */
    {80014, ANSWER_TRANSIENT}, /* agent on the premises */
    {90002, ANSWER_CONFIG},    /* tenant not found */
    {90006, ANSWER_TRANSIENT}, /* server error */
    {90010, ANSWER_CONFIG},    /* grant not supported here */
    {90012, ANSWER_TRANSIENT}, /* server error */
    {90019, ANSWER_CONFIG},    /* no tenant */
    {90024, ANSWER_TRANSIENT}, /* server error */
    {90033, ANSWER_TRANSIENT}, /* server error */
    {90038, ANSWER_CONFIG},    /* tenant in another cloud */
    {90055, ANSWER_THROTTLED}, /* tenant throttled */
    {90072, ANSWER_BLOCKED},   /* external account */
    {90090, ANSWER_TRANSIENT}, /* server error */
    {90094, ANSWER_CONFIG},    /* an administrator must consent */
    {90095, ANSWER_CONFIG},    /* an administrator must consent */
    {135010, ANSWER_BLOCKED},  /* device key not found */
    {135011, ANSWER_BLOCKED},  /* device disabled */
    {500011, ANSWER_CONFIG},   /* resource not found */
    {500014, ANSWER_CONFIG},   /* resource disabled */
    {501481, ANSWER_CONFIG},   /* PKCE verifier */
    {530002, ANSWER_BLOCKED},  /* device must be compliant */
    {530003, ANSWER_BLOCKED},  /* device must be managed */
    {530004, ANSWER_BLOCKED},  /* guest's device */
    {530032, ANSWER_BLOCKED},  /* policy of the tenant */
    {530033, ANSWER_BLOCKED},  /* device must be managed */
    {530034, ANSWER_BLOCKED},  /* delegated administrator: risk */
    {530035, ANSWER_BLOCKED},  /* security defaults */
    {700003, ANSWER_BLOCKED},  /* device not found */
    {700016, ANSWER_CONFIG},   /* application not found */
    {900144, ANSWER_CONFIG},   /* parameter missing */
    {900382, ANSWER_CONFIG},   /* tenant in another cloud */
    {7000112, ANSWER_CONFIG},  /* application disabled */
    {7000215, ANSWER_CONFIG},  /* client secret */
    {7000218, ANSWER_CONFIG},  /* public client flows are off */
};

enum answer entra_code_answer(int64_t code)
{
    for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
        if (codes[i].code == code)
            return codes[i].answer;
    return ANSWER_INTERACT;
}
