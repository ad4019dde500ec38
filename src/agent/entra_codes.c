/* SPDX-License-Identifier: BSD-2-Clause */

#include "agent/entra_codes.h"

#include <stddef.h>

static const struct {
    enum answer answer;
    int32_t codes[12]; /* none of them 0 */
} groups[] = {
    {ANSWER_BLOCKED, /* an account that is not or may not be used here */
     {16000, 50020, 50034, 50053, 50057, 50105, 51004, 80012, 90072}},
    {ANSWER_BLOCKED, /* the device: its platform, join, state, compliance */
     {50005, 50097, 50129, 50131, 50155, 50187, 53000, 53001, 135010, 135011,
      700003}},
    {ANSWER_BLOCKED, /* Conditional Access, application protection, risk */
     {53002, 53003, 53004, 53005, 53009, 53010, 53011}},
    {ANSWER_BLOCKED, /* policies that compare device, tenant and guest */
     {530002, 530003, 530004, 530032, 530033, 530034, 530035}},
    {ANSWER_CONFIG, /* the request: redirect URI, scope, grant, PKCE */
     {50011, 70011, 90010, 501481, 900144}},
    {ANSWER_CONFIG, /* the tenant: none, not found, single, another cloud */
     {50059, 50194, 90002, 90019, 90038, 900382}},
    {ANSWER_CONFIG, /* an administrator must consent */
     {90094, 90095}},
    {ANSWER_CONFIG, /* application or resource: not found, disabled, secret,
                       no public client */
     {500011, 500014, 700016, 7000112, 7000215, 7000218}},
    {ANSWER_CONSENT, /* none yet, or declined */
     {65001, 65004}},
    {ANSWER_EXPIRED, /* a device code, or not recognised */
     {70018, 70019, 70020}},
    {ANSWER_THROTTLED, /* the client, or the tenant */
     {ENTRA_CLIENT_LOOP, 90055}},
    {ANSWER_TRANSIENT, /* an error of the server */
     {50033, 50087, 90006, 90012, 90024, 90033, 90090}},
    {ANSWER_TRANSIENT, /* an agent on the premises */
     {80001, 80002, 80007, 80014}},
};

enum {
    GROUP_COUNT = sizeof(groups) / sizeof(groups[0]),
    CODE_COUNT = sizeof(groups[0].codes) / sizeof(groups[0].codes[0]),
};

enum answer entra_code_answer(int64_t code)
{
    for (size_t i = 0; i < GROUP_COUNT; i++)
        for (size_t j = 0; j < CODE_COUNT && groups[i].codes[j] != 0; j++)
            if (groups[i].codes[j] == code)
                return groups[i].answer;
    return ANSWER_INTERACT;
}
