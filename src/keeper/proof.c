/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/proof.h"
#include "keeper/agents.h"
#include "keeper/event.h"
#include "keeper/policy.h"
#include "shared/entra.h"
#include "shared/text.h"

#include <string.h>
#include <time.h>

/* An identity that differs is the person's to mend, a broken map is not. */
static enum came judge_identity(const struct context *context,
                                const struct record *record,
                                const struct claims *claims,
                                struct ending *ret_ending)
{
    switch (identity_match(&context->settings, &context->user, record, claims,
                           ret_ending->detail)) {
    case IDENTITY_MATCHES:
        return CAME_PASSED;
    case IDENTITY_DIFFERS:
        ending_set(ret_ending, OUTCOME_WRONG_PERSON, "wrong_person");
        return ending_need(ret_ending, "identity_changed");
    case IDENTITY_BAD_MAP:
        break;
    }
    ending_set(ret_ending, OUTCOME_CONFIGURATION, "user_map");
    return CAME_ENDED;
}

/* An empty text and a negative age mean that nothing is asked for. */
static bool demands_something(const struct demand *demand)
{
    return demand->claims[0] != '\0' || demand->acr_values[0] != '\0' ||
           demand->max_age >= 0;
}

/* What the userinfo endpoint says is enough to know that the account is
 * still good, and for no demand.  Entra's says nothing of Conditional
 * Access. */
static bool is_userinfo_enough(const struct settings *settings,
                               const struct demand *demand)
{
    return !demands_something(demand) &&
           !demands_something(&settings->client.required) &&
           !entra_is_issuer(settings->issuer);
}

struct result proof_of_refreshed_identity(const struct context *context,
                                          struct ports *ports,
                                          struct progress *progress)
{
    const struct record *record = &progress->record;
    const struct claims *claims = &progress->tokens.claims;
    struct result result = {.came = CAME_ENDED};
    struct ending *ending = &result.ending;

    (void) ports;
    /* The userinfo endpoint names nobody: the subject, which is the bound
     * one's, stands for the rest. */
    if (claims->from_userinfo)
        claims = &record->identity;
    if (claims == &record->identity &&
        !is_userinfo_enough(&context->settings, &progress->demand)) {
        ending_set(ending, OUTCOME_NOT_SHOWN, "id_token_missing");
        result.came = ending_need(ending, "id_token_missing");
        return result;
    }
    result.came = judge_identity(context, record, claims, ending);
    return result;
}

struct result proof_of_signed_in_identity(const struct context *context,
                                          struct ports *ports,
                                          struct progress *progress)
{
    const struct claims *claims = &progress->tokens.claims;
    struct result result = {.came = CAME_ENDED};

    (void) ports;
    /* Whoever signs in is identified by a signature, not by what a server says
     * about a token. */
    if (claims->from_userinfo)
        return result_end(OUTCOME_UNTRUSTED, "id_token_missing");
    /* Somebody else's sign-in is no reason to ask once more: the one round is
     * over. */
    if (judge_identity(context, &progress->record, claims, &result.ending) ==
        CAME_PASSED)
        result.came = CAME_PASSED;
    return result;
}

/* What was demanded and is not shown, in words. */
static void explain(const struct judgement *judged, char ret_detail[LINE_SIZE])
{
    if (judged->missing[0] != '\0')
        text_format(ret_detail, LINE_SIZE,
                    "the ID token does not show %s as demanded: see that the "
                    "provider puts this claim into it",
                    judged->missing);
}

struct result proof_of_policy(const struct context *context,
                              struct ports *ports, struct progress *progress)
{
    const struct settings *settings = &context->settings;
    const struct demand *required = &settings->client.required;
    bool asked = progress->since != 0;
    const struct policy policy = {
        .claims_required = required->claims[0] != '\0',
        .acr_values = required->acr_values,
        .max_age = required->max_age,
        /* By when the person was asked first; a later invitation of the same
         * login asks for the same sign-in. */
        .since = progress->since,
        /* Without a first factor a sign-in is the first factor. */
        .fresh = asked && !context->silent,
        .fresh_required = settings->fresh == FRESH_REQUIRED};
    const struct judgement judged =
        policy_evaluate(&policy, &progress->tokens.claims, time(NULL));
    struct result result = {.came = CAME_PASSED};
    struct ending *ending = &result.ending;

    /* Met as far as anybody can see, and worth a word in the log. */
    if (judged.met && judged.missing[0] != '\0')
        remarks_note(&ports->remarks, judged.reason, "");
    if (judged.met)
        return result;
    ending_set(ending, OUTCOME_NOT_MET, judged.reason);
    explain(&judged, ending->detail);
    if (strcmp(judged.reason, "auth_time_too_old") == 0)
        result.came = ending_need(ending, "expired");
    else
        result.came = ending_need(ending, "challenge");
    return result;
}

/* What the resource says, or what kept us from hearing it. */
static enum came judge_probe(struct progress *progress,
                             struct ending *ret_ending)
{
    const struct heard *heard = &progress->heard;
    const struct probed *probed = &heard->message.probed;
    const struct demand *demand = &probed->demand;
    enum answer_class answer = (enum answer_class) probed->answer;
    enum came came;

    /* It was not heard: what kept us from it is the reason. */
    if (heard->type == MESSAGE_FAILURE) {
        answer = (enum answer_class) heard->message.failure.answer;
        demand = &heard->message.failure.demand;
        came = ending_fail(ret_ending, &heard->message.failure);
    } else if (answer == ANSWER_OK) {
        return CAME_PASSED;
    } else {
        text_format(ret_ending->detail, LINE_SIZE, "resource_url: status %d",
                    (int) probed->status);
        came = ending_judge(ret_ending, answer, "resource");
    }
    if (answer == ANSWER_CHALLENGE)
        progress->demand = *demand;
    if (came != CAME_PERSON)
        return CAME_ENDED;
    ending_need(ret_ending, "challenge");
    return CAME_CHALLENGED;
}

/* By an agent of its own, which never sees the refresh token. */
struct result proof_to_resource(const struct context *context,
                                struct ports *ports, struct progress *progress)
{
    static struct probe probe;
    const struct order role = {MESSAGE_PROBE, &probe, READING_PROBED};
    struct result result = {.came = CAME_ENDED};
    bool answered;

    /* Nothing to ask is nothing to object. */
    if (context->settings.resource_url[0] == '\0')
        return result_of(CAME_PASSED);
    text_copy(probe.url, URL_SIZE, context->settings.resource_url);
    /* The access token alone: the resource is another party than the provider.
     */
    text_copy(probe.access_token, TOKEN_SIZE, progress->tokens.access_token);
    answered =
        agents_ask(context, ports, &role, &progress->heard, &result.ending);
    explicit_bzero(&probe, sizeof(probe));
    if (answered)
        result.came = judge_probe(progress, &result.ending);
    return result;
}

struct result proof_of_first_factor(const struct context *context,
                                    struct ports *ports,
                                    struct progress *progress)
{
    (void) ports;
    (void) progress;
    if (context->silent)
        return result_of(CAME_PASSED);
    return result_of(CAME_PERSON);
}

struct result proof_of_presence(const struct context *context,
                                struct ports *ports, struct progress *progress)
{
    struct result result = {.came = CAME_PASSED};

    (void) context;
    (void) progress;
    if (event_has_left(ports, &result.ending))
        result.came = CAME_ENDED;
    return result;
}

struct result proof_of_time(const struct context *context, struct ports *ports,
                            struct progress *progress)
{
    struct result result = {.came = CAME_PASSED};

    (void) context;
    (void) progress;
    if (event_is_late(ports, &result.ending))
        result.came = CAME_ENDED;
    return result;
}
