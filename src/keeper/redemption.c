/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/redemption.h"
#include "keeper/discovery.h"
#include "keeper/link.h"
#include "shared/policy.h"
#include "shared/text.h"

#include <errno.h>
#include <string.h>
#include <time.h>

static bool start_client(struct attempt *attempt)
{
    static struct client client;
    bool started;

    if (attempt->client.pid != 0)
        return true;
    client = attempt->settings.client;
    client.metadata = attempt->metadata;
    client.listen = attempt->listen;
    if (settings_read_secret(&attempt->settings, client.client_secret,
                             attempt->facts.detail))
        started =
            attempt_start(attempt, &attempt->client, MESSAGE_CLIENT, &client);
    else
        started = attempt_end(attempt, OUTCOME_CONFIGURATION, "client_secret");
    explicit_bzero(&client, sizeof(client));
    return started;
}

bool redemption_order(struct attempt *attempt, enum message_type type,
                      const void *order, enum reading reading)
{
    if (!start_client(attempt))
        return false;
    if (!link_send(attempt->client.socket, type, order))
        return attempt_end(attempt, OUTCOME_ERROR, "agent_gone");
    return redemption_receive(attempt, reading);
}

bool redemption_receive(struct attempt *attempt, enum reading reading)
{
    static struct keys keys;

    if (!attempt_receive(attempt, &attempt->client, reading))
        return false;
    if (attempt->type != MESSAGE_STALE_KEYS)
        return true;
    if (!discovery_fetch(attempt))
        return false;
    text_copy(keys.keys, KEYS_SIZE, attempt->metadata.keys);
    return redemption_order(attempt, MESSAGE_KEYS, &keys, READING_VERIFIED);
}

bool redemption_keep(struct attempt *attempt)
{
    const struct tokens *tokens = &attempt->message.tokens;
    struct record *record = &attempt->record;

    /* No new refresh token: the old one stays good (RFC 6749 section 6). */
    if (tokens->refresh_token[0] != '\0')
        text_copy(record->refresh_token, TOKEN_SIZE, tokens->refresh_token);
    if (token_store_commit(&attempt->store, record))
        return true;
    text_format(attempt->facts.detail, LINE_SIZE, "token not kept in %s: %s",
                attempt->settings.state_dir, strerror(errno));
    return false;
}

enum check redemption_identify(struct attempt *attempt)
{
    enum identity_match match =
        identity_match(&attempt->settings, &attempt->user, &attempt->record,
                       &attempt->message.tokens.claims, attempt->facts.detail);

    if (match == IDENTITY_MATCHES)
        return CHECK_MET;
    if (match != IDENTITY_DIFFERS)
        return attempt_end(attempt, OUTCOME_CONFIGURATION, "user_map");
    attempt_end(attempt, OUTCOME_WRONG_PERSON, "wrong_person");
    return CHECK_PERSON;
}

static enum check redeem(struct attempt *attempt)
{
    static struct refresh refresh;
    const struct claims *claims = &attempt->message.tokens.claims;
    bool answered;

    refresh.demand = attempt->demand;
    text_copy(refresh.refresh_token, TOKEN_SIZE,
              attempt->record.refresh_token);
    answered = redemption_order(attempt, MESSAGE_REFRESH, &refresh,
                                READING_REFRESHED);
    explicit_bzero(&refresh, sizeof(refresh));
    if (!answered)
        return CHECK_REFUSED;
    if (attempt->type == MESSAGE_FAILURE)
        return attempt_failed(attempt);
    if (!identity_is_bound(&attempt->record, claims))
        return attempt_end(attempt, OUTCOME_UNTRUSTED, "identity_changed");
    /* What could not take the place of the old token leaves it spent. */
    if (!redemption_keep(attempt) &&
        attempt->message.tokens.refresh_token[0] != '\0')
        token_store_drop(&attempt->store);
    return redemption_identify(attempt);
}

enum check redemption_refresh(struct attempt *attempt)
{
    int module = attempt->module;
    enum check check = CHECK_PERSON;

    if (!token_store_lock(&attempt->store, LOCK_WAIT)) {
        attempt_end(attempt, OUTCOME_NOT_SHOWN, "store_busy");
    } else if (!token_store_prepare(&attempt->store, attempt->facts.detail)) {
        check = attempt_end(attempt, OUTCOME_UNAVAILABLE, "store_unwritable");
    } else if (!token_store_read(&attempt->store, &attempt->record) ||
               attempt->record.refresh_token[0] == '\0') {
        attempt_end(attempt, OUTCOME_NOT_SHOWN, "no_token");
    } else {
        /* The provider may retire the old token at any moment from here. */
        attempt->module = -1;
        check = redeem(attempt);
        attempt->module = module;
    }
    token_store_unlock(&attempt->store);
    return check == CHECK_MET ? redemption_prove(attempt) : check;
}

/* Ask the resource, by an agent that never sees the refresh token. */
static enum check probe_resource(struct attempt *attempt)
{
    static struct probe probe;
    const struct probed *probed = &attempt->message.probed;
    enum check check;
    bool answered;

    text_copy(probe.url, URL_SIZE, attempt->settings.resource_url);
    text_copy(probe.access_token, TOKEN_SIZE,
              attempt->message.tokens.access_token);
    answered = attempt_ask(attempt, MESSAGE_PROBE, &probe, READING_PROBED);
    explicit_bzero(&probe, sizeof(probe));
    if (!answered)
        return CHECK_REFUSED;
    if (attempt->type == MESSAGE_PROBED && probed->answer == ANSWER_OK)
        return CHECK_MET;
    if (attempt->type == MESSAGE_PROBED)
        text_format(attempt->facts.detail, LINE_SIZE,
                    "resource_url: status %d", (int) probed->status);
    check = attempt->type == MESSAGE_FAILURE
                ? attempt_failed(attempt)
                : attempt_judge(attempt, (enum answer) probed->answer,
                                "resource", &probed->demand);
    return check == CHECK_PERSON ? CHECK_CHALLENGED : CHECK_REFUSED;
}

enum check redemption_prove(struct attempt *attempt)
{
    const struct claims *claims = &attempt->message.tokens.claims;
    const struct settings *settings = &attempt->settings;
    const struct policy policy = {
        .claims_required = settings->client.required.claims[0] != '\0',
        .acr_values = settings->client.required.acr_values,
        .max_age = settings->client.required.max_age,
        .leeway = attempt->shown ? CLOCK_SKEW : 0};
    const struct judgement judged =
        policy_evaluate(&policy, claims, time(NULL));

    if (judged.met)
        return settings->resource_url[0] == '\0' ? CHECK_MET
                                                 : probe_resource(attempt);
    attempt_end(attempt, OUTCOME_NOT_MET, judged.reason);
    if (judged.missing[0] != '\0')
        text_format(attempt->facts.detail, LINE_SIZE,
                    "the ID token does not show %s as demanded: see that the "
                    "provider puts this claim into it",
                    judged.missing);
    return CHECK_PERSON;
}
