/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/redemption.h"
#include "keeper/discovery.h"
#include "shared/policy.h"
#include "shared/text.h"

#include <errno.h>
#include <string.h>
#include <time.h>

/* The settings as the agent sees them. */
static bool
fill_client(const struct attempt *attempt, struct client *client,
            char ret_error[LINE_SIZE])
{
    const struct settings *settings = &attempt->settings;

    *client = (struct client){.metadata = attempt->metadata,
                              .required.max_age = settings->max_age};
    attempt_network(attempt, &client->network);
    text_copy(client->required.claims, CLAIMS_SIZE, settings->required_claims);
    text_copy(client->required.acr_values, ACR_SIZE, settings->acr_values);
    text_copy(client->client_id, NAME_SIZE, settings->client_id);
    text_copy(client->scope, SCOPE_SIZE, settings->scope);
    text_copy(client->capabilities, NAME_SIZE, settings->client_capabilities);
    text_copy(client->username_claim, WORD_SIZE, settings->username_claim);
    text_copy(client->verification_hosts, URL_SIZE,
              settings->verification_hosts);
    return settings_read_secret(settings, attempt->owner,
                                client->client_secret, ret_error);
}

bool
redemption_start(struct attempt *attempt)
{
    static struct client client;
    bool started = false;

    if (attempt->client.pid != 0)
        return true;
    if (!fill_client(attempt, &client, attempt->facts.detail))
        attempt_refuse(attempt, OUTCOME_CONFIGURATION, "client_secret");
    else if (!agent_start(&attempt->client, attempt->agent_uid,
                          attempt->agent_gid) ||
             !agent_send(&attempt->client, MESSAGE_CLIENT, &client))
        attempt_refuse(attempt, OUTCOME_ERROR, "agent_start");
    else
        started = true;
    explicit_bzero(&client, sizeof(client));
    return started;
}

bool
redemption_receive(struct attempt *attempt, enum reading reading)
{
    static struct keys keys;

    if (!attempt_receive(attempt, &attempt->client, reading))
        return false;
    if (attempt->type != MESSAGE_STALE_KEYS)
        return true;
    if (!discovery_fetch(attempt))
        return false;
    text_copy(keys.keys, sizeof(keys.keys), attempt->metadata.keys);
    if (!agent_send(&attempt->client, MESSAGE_KEYS, &keys)) {
        attempt_refuse(attempt, OUTCOME_ERROR, "agent_gone");
        return false;
    }
    return attempt_receive(attempt, &attempt->client, READING_VERIFIED);
}

static enum check
redeem(struct attempt *attempt, const struct demand *demand,
       struct demand *ret_demand)
{
    static struct refresh refresh;
    bool sent;

    refresh.demand = *demand;
    text_copy(refresh.refresh_token, TOKEN_SIZE,
              attempt->record.refresh_token);
    sent = agent_send(&attempt->client, MESSAGE_REFRESH, &refresh);
    explicit_bzero(&refresh, sizeof(refresh));
    if (!sent)
        return attempt_refuse(attempt, OUTCOME_ERROR, "agent_gone");
    if (!redemption_receive(attempt, READING_REFRESHED))
        return CHECK_REFUSED;
    if (attempt->type == MESSAGE_FAILURE)
        return attempt_failed(attempt, ret_demand);
    if (!identity_is_bound(&attempt->record, &attempt->message.tokens.claims))
        return attempt_refuse(attempt, OUTCOME_UNTRUSTED, "identity_changed");
    redemption_keep(attempt);
    return CHECK_MET;
}

enum check
redemption_refresh(struct attempt *attempt, const struct demand *demand,
                   struct demand *ret_demand)
{
    int module = attempt->patience.module;
    enum check check;

    if (!redemption_start(attempt))
        return CHECK_REFUSED;
    /* The provider may retire the old token at any moment from here on. */
    attempt->patience.module = -1;
    check = redeem(attempt, demand, ret_demand);
    attempt->patience.module = module;
    return check;
}

/* Write the record; the login goes on either way. */
static enum store_result
commit(struct attempt *attempt)
{
    enum store_result result =
        token_store_commit(&attempt->store, &attempt->record);

    if (result == STORE_FAILED) {
        attempt->facts.detail[0] = '\0';
        text_append(attempt->facts.detail, LINE_SIZE,
                    "token not kept in %s: %s", attempt->settings.state_dir,
                    strerror(errno));
    }
    return result;
}

static enum policy_result
judge(const struct attempt *attempt)
{
    const struct settings *settings = &attempt->settings;
    const struct policy policy = {.claims_required =
                                      settings->required_claims[0] != '\0',
                                  .acr_values = settings->acr_values,
                                  .max_age = settings->max_age};

    return policy_evaluate(&policy, &attempt->message.tokens.claims,
                           time(NULL));
}

enum store_result
redemption_keep(struct attempt *attempt)
{
    const struct tokens *tokens = &attempt->message.tokens;
    struct record *record = &attempt->record;

    /* No new refresh token: the old one stays good (RFC 6749 section 6). */
    if (tokens->refresh_token[0] != '\0')
        text_copy(record->refresh_token, TOKEN_SIZE, tokens->refresh_token);
    text_copy(record->username, sizeof(record->username),
              tokens->claims.username);
    if (attempt->settings.resource_url[0] == '\0' &&
        judge(attempt) == POLICY_MET)
        record->verified = time(NULL);
    return commit(attempt);
}

/* What the resource said, in attempt->message. */
static enum check
judge_probe(struct attempt *attempt, struct demand *ret_demand)
{
    const struct probed *probed = &attempt->message.probed;

    if (attempt->type == MESSAGE_FAILURE)
        return attempt_failed(attempt, ret_demand) == CHECK_PERSON
                   ? CHECK_CHALLENGED
                   : CHECK_REFUSED;
    switch (probed->answer) {
    case ANSWER_OK:
        attempt->record.verified = time(NULL);
        if (attempt->store.lock >= 0)
            commit(attempt);
        return CHECK_MET;
    case ANSWER_CHALLENGE:
        *ret_demand = probed->demand;
        /* fall through */
    case ANSWER_INTERACT:
        attempt_refuse(attempt, OUTCOME_NOT_MET, "resource_challenge");
        return CHECK_CHALLENGED;
    case ANSWER_THROTTLED:
    case ANSWER_TRANSIENT:
        return attempt_refuse(attempt, OUTCOME_UNAVAILABLE, "resource");
    case ANSWER_CONFIG:
        return attempt_refuse(attempt, OUTCOME_CONFIGURATION, "resource");
    default:
        return attempt_refuse(attempt, OUTCOME_UNTRUSTED, "resource");
    }
}

/* Ask the resource, by an agent that never sees the refresh token. */
static enum check
probe_resource(struct attempt *attempt, struct demand *ret_demand)
{
    static struct probe probe;
    struct agent agent = {0};
    enum check check = CHECK_REFUSED;

    attempt_network(attempt, &probe.network);
    text_copy(probe.url, sizeof(probe.url), attempt->settings.resource_url);
    text_copy(probe.access_token, sizeof(probe.access_token),
              attempt->message.tokens.access_token);
    if (!agent_start(&agent, attempt->agent_uid, attempt->agent_gid) ||
        !agent_send(&agent, MESSAGE_PROBE, &probe))
        attempt_refuse(attempt, OUTCOME_ERROR, "agent_start");
    else if (attempt_receive(attempt, &agent, READING_PROBED))
        check = judge_probe(attempt, ret_demand);
    explicit_bzero(&probe, sizeof(probe));
    attempt_stop(attempt, &agent);
    return check;
}

enum check
redemption_prove(struct attempt *attempt, struct demand *ret_demand)
{
    const struct claims *claims = &attempt->message.tokens.claims;
    enum policy_result judged = judge(attempt);

    text_copy(attempt->facts.identity, NAME_SIZE, claims->username);
    text_copy(attempt->facts.subject, NAME_SIZE,
              claims->oid[0] != '\0' ? claims->oid : claims->subject);
    if (judged != POLICY_MET) {
        attempt_refuse(attempt, OUTCOME_NOT_MET, policy_word(judged));
        attempt->facts.detail[0] = '\0';
        if (judged == POLICY_CLAIM_NOT_SHOWN)
            text_append(attempt->facts.detail, LINE_SIZE,
                        "the ID token does not show %s: switch this "
                        "optional claim on at the provider",
                        claims->missing);
        return CHECK_PERSON;
    }
    if (attempt->settings.resource_url[0] == '\0')
        return CHECK_MET;
    return probe_resource(attempt, ret_demand);
}
