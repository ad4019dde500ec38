/* SPDX-License-Identifier: BSD-2-Clause */

#include "shared/entra_codes.h"

#include "shared/text.h"

#include <stddef.h>
#include <stdlib.h>

#define CONSENT                                                               \
    "nobody has consented yet: grant the application consent to what scope "  \
    "names"
#define CLOUD                                                                 \
    "the provider does not know the tenant: see the tenant in issuer, and "   \
    "that it is of this cloud"

static const struct group {
    enum answer_class answer;
    int32_t codes[12];  /* none of them 0 */
    const char *hint;   /* for the person, as the next one NULL for none */
    const char *advice; /* for the administrator */
} groups[] = {
    /* An account that is not or may not be used here. */
    {ANSWER_BLOCKED,
     {16000, 50020, 50034, 51004, 90072, 500208},
     N_("The account does not exist in this organisation."),
     NULL},
    {ANSWER_BLOCKED,
     {50053},
     N_("The account is locked: wait, then try again."),
     NULL},
    {ANSWER_BLOCKED,
     {50057, 500571},
     N_("The account is disabled: ask your administrator."),
     NULL},
    {ANSWER_BLOCKED,
     {50105},
     N_("The account is not assigned to this application: ask your\n"
        "administrator."),
     "assign the user, or a group, to the enterprise application"},
    {ANSWER_BLOCKED,
     {80012},
     N_("The account may not sign in at this time."),
     NULL},
    {ANSWER_BLOCKED,
     {500021},
     N_("This network does not allow sign-ins to this organisation."),
     "a tenant restriction between this host and the provider denies the "
     "tenant in issuer"},
    /* The device: its platform, join, state, compliance. */
    {ANSWER_BLOCKED,
     {53000, 530002, 530003, 530033},
     N_("The policy asks for a managed device: sign in from one, or ask your\n"
        "administrator for an exception."),
     NULL},
    {ANSWER_BLOCKED,
     {50097, 50129, 50131, 50155, 50187, 53001, 135010, 135011, 530004,
      700003},
     N_("The policy asks for a registered device: sign in from one, or ask\n"
        "your administrator for an exception."),
     NULL},
    {ANSWER_BLOCKED,
     {50005},
     N_("The policy does not allow this platform."),
     NULL},
    /* Conditional Access, application protection, risk. */
    {ANSWER_BLOCKED,
     {53003, 530032, 530035},
     N_("Blocked by Conditional Access: ask your administrator which policy "
        "it "
        "was."),
     NULL},
    {ANSWER_BLOCKED,
     {530084},
     N_("Blocked by Conditional Access: ask your administrator which policy "
        "it "
        "was."),
     "a policy demands token protection, which this login cannot offer: "
     "except the application that scope names"},
    {ANSWER_BLOCKED,
     {53002, 53005, 53009},
     N_("The policy asks for an approved application."),
     NULL},
    {ANSWER_BLOCKED,
     {53011, 530034},
     N_("The account is at risk: ask your administrator."),
     NULL},
    {ANSWER_BLOCKED,
     {53004, 53010},
     N_("Register your second factor first, on your organisation's network."),
     NULL},
    /* The request: redirect URI, scope, grant, PKCE. */
    {ANSWER_CONFIG,
     {50011},
     NULL,
     "register redirect_uri with the application, as one of mobile and "
     "desktop applications"},
    {ANSWER_CONFIG,
     {70011},
     NULL,
     "the provider does not know what scope asks for"},
    {ANSWER_CONFIG, {90010, 501481, 900144}, NULL, NULL},
    /* The tenant: none, not found, single, another cloud. */
    {ANSWER_CONFIG, {90002, 90038, 900382}, NULL, CLOUD},
    {ANSWER_CONFIG,
     {50059, 50194, 90019},
     NULL,
     "issuer must name the tenant by its id: no common, no organizations"},
    /* An administrator must consent. */
    {ANSWER_CONFIG, {90094, 90095}, NULL, CONSENT},
    /* Application or resource: not found, disabled, secret, public client. */
    {ANSWER_CONFIG,
     {700016},
     NULL,
     "the tenant in issuer has no application with this client_id"},
    {ANSWER_CONFIG,
     {500011, 500014},
     NULL,
     "the API that scope names is not in this tenant, or disabled"},
    {ANSWER_CONFIG,
     {7000112},
     NULL,
     "the application with this client_id is disabled"},
    {ANSWER_CONFIG,
     {7000215},
     NULL,
     "client_secret_file has no valid secret: see that it holds the value, "
     "not the id, and when it ends"},
    {ANSWER_CONFIG,
     {7000218},
     NULL,
     "allow public client flows in the application's authentication settings, "
     "or set client_secret_file"},
    /* Consent: none yet, or declined. */
    {ANSWER_CONSENT, {65001, 65004}, NULL, CONSENT},
    /* A device code: expired, or not recognised. */
    {ANSWER_EXPIRED, {70018, 70019, 70020}, NULL, NULL},
    /* The client asks too often, or the tenant. */
    {ANSWER_THROTTLED, {ENTRA_CLIENT_LOOP, 90055}, NULL, NULL},
    /* An error of the server, or of an agent on the premises. */
    {ANSWER_TRANSIENT,
     {50033, 50087, 90006, 90012, 90024, 90033, 90090},
     NULL,
     NULL},
    {ANSWER_TRANSIENT, {80001, 80002, 80007, 80014}, NULL, NULL},
};

enum {
    GROUP_COUNT = sizeof(groups) / sizeof(groups[0]),
    CODE_COUNT = sizeof(groups[0].codes) / sizeof(groups[0].codes[0]),
};

/* NULL for a number that is in no group. */
static const struct group *find(int64_t code)
{
    for (size_t i = 0; i < GROUP_COUNT; i++)
        for (size_t j = 0; j < CODE_COUNT && groups[i].codes[j] != 0; j++)
            if (groups[i].codes[j] == code)
                return &groups[i];
    return NULL;
}

enum answer_class entra_code_answer(int64_t code)
{
    const struct group *group = find(code);

    /* Most numbers are of something that the person can do, and one that is
     * tried in vain costs a sign-in, no more. */
    if (group == NULL)
        return ANSWER_INTERACT;
    return group->answer;
}

/* The group of the first of the numbers, NULL for none. */
static const struct group *find_first(const char *codes)
{
    char *end;
    int64_t code = strtoll(codes, &end, 10);

    if (*end != ',' && *end != '\0')
        return NULL;
    return find(code);
}

/* Not every group has words; callers print what they get. */
static const char *or_empty(const char *text)
{
    return text == NULL ? "" : text;
}

const char *entra_code_hint(const char *codes)
{
    const struct group *group = find_first(codes);

    if (group == NULL)
        return "";
    return or_empty(group->hint);
}

const char *entra_code_advice(const char *codes)
{
    const struct group *group = find_first(codes);

    if (group == NULL)
        return "";
    return or_empty(group->advice);
}
