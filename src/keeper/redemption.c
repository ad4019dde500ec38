/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/redemption.h"
#include "keeper/client.h"
#include "keeper/deadline.h"
#include "keeper/policy.h"
#include "keeper/success.h"
#include "shared/entra.h"
#include "shared/text.h"

#include <errno.h>
#include <string.h>
#include <time.h>

enum { MARGIN = 2000 /* ms, to commit what was redeemed */ };

bool redemption_keep(struct attempt *attempt)
{
    const struct tokens *tokens = &attempt->message.tokens;
    struct record *record = &attempt->record;
    char remark[LINE_SIZE];

    /* No new refresh token: the old one stays good (RFC 6749 section 6). */
    if (tokens->refresh_token[0] != '\0')
        text_copy(record->refresh_token, TOKEN_SIZE, tokens->refresh_token);
    if (token_store_commit(&attempt->store, record))
        return true;
    text_format(remark, LINE_SIZE, "token not kept in %s: %s",
                attempt->settings.state_dir, strerror(errno));
    attempt_note(attempt, "token_not_kept", remark);
    return false;
}

enum check redemption_identify(struct attempt *attempt,
                               const struct claims *claims)
{
    enum identity_match match =
        identity_match(&attempt->settings, &attempt->user, &attempt->record,
                       claims, attempt->facts.detail);

    if (match == IDENTITY_MATCHES)
        return CHECK_MET;
    if (match != IDENTITY_DIFFERS)
        return attempt_end(attempt, OUTCOME_CONFIGURATION, "user_map");
    attempt_end(attempt, OUTCOME_WRONG_PERSON, "wrong_person");
    return attempt_need(attempt, "identity_changed");
}

/* A stored token that the provider does not take: the person can mend that,
 * unless it is no matter of the token. */
static enum check judge_refusal(struct attempt *attempt)
{
    const struct failure *failure = &attempt->message.failure;
    bool missing = strcmp(failure->reason, "id_token_missing") == 0;

    attempt_failed(attempt);
    switch (failure->answer) {
    case ANSWER_BLOCKED:
    case ANSWER_CONFIG:
    case ANSWER_MOVED:
    case ANSWER_THROTTLED:
    case ANSWER_TRANSIENT:
        return CHECK_REFUSED;
    case ANSWER_CHALLENGE:
    case ANSWER_CONSENT:
        return attempt_need(attempt, "challenge");
    case ANSWER_MALFORMED:
    case ANSWER_UNTRUSTED:
        return attempt_need(attempt, "untrusted");
    default:
        return attempt_need(attempt,
                            missing ? "id_token_missing" : "token_refused");
    }
}

/* The stored token is somebody else's: it must not be redeemed again.  Who
 * is bound stays so. */
static enum check drop_token(struct attempt *attempt)
{
    char remark[LINE_SIZE];

    explicit_bzero(attempt->record.refresh_token, TOKEN_SIZE);
    token_store_drop(&attempt->store);
    attempt->loud = true;
    text_format(remark, LINE_SIZE,
                "the stored token turned out to be that of %s",
                attempt->facts.subject);
    attempt_note(attempt, "token_dropped", remark);
    attempt_name(attempt, &attempt->record.identity);
    attempt_end(attempt, OUTCOME_UNTRUSTED, "identity_changed");
    return attempt_need(attempt, "identity_changed");
}

/* What the userinfo endpoint says is enough to know that the account is
 * still good, and for no demand. */
static bool is_userinfo_enough(const struct attempt *attempt)
{
    const struct demand *demands[] = {&attempt->demand,
                                      &attempt->settings.client.required};

    for (size_t i = 0; i < sizeof(demands) / sizeof(demands[0]); i++)
        if (demands[i]->claims[0] != '\0' ||
            demands[i]->acr_values[0] != '\0' || demands[i]->max_age >= 0)
            return false;
    return !entra_is_issuer(attempt->settings.issuer);
}

/* Judge the tokens that a refresh brought, and keep them if they are of who
 * is bound.  What is known of that identity is not theirs to change. */
static enum check use_tokens(struct attempt *attempt)
{
    const struct claims *claims = &attempt->message.tokens.claims;
    const struct claims *bound = &attempt->record.identity;

    if (!identity_is_bound(&attempt->record, claims))
        return drop_token(attempt);
    attempt_name(attempt, bound);
    /* What could not take the place of the old token leaves it spent. */
    if (!redemption_keep(attempt) &&
        attempt->message.tokens.refresh_token[0] != '\0')
        token_store_drop(&attempt->store);
    if (!claims->from_userinfo)
        return redemption_identify(attempt, claims);
    if (is_userinfo_enough(attempt))
        return redemption_identify(attempt, bound);
    attempt_end(attempt, OUTCOME_NOT_SHOWN, "id_token_missing");
    return attempt_need(attempt, "id_token_missing");
}

static enum check redeem(struct attempt *attempt)
{
    static struct refresh refresh;
    bool answered;

    refresh.demand = attempt->demand;
    text_copy(refresh.refresh_token, TOKEN_SIZE,
              attempt->record.refresh_token);
    answered =
        client_order(attempt, MESSAGE_REFRESH, &refresh, READING_REFRESHED);
    explicit_bzero(&refresh, sizeof(refresh));
    if (!answered)
        return CHECK_REFUSED;
    return attempt->type == MESSAGE_FAILURE ? judge_refusal(attempt)
                                            : use_tokens(attempt);
}

/* There is nothing to redeem. */
static enum check find_no_token(struct attempt *attempt)
{
    bool lost = attempt->record.binding == BINDING_LOST;

    attempt_end(attempt, OUTCOME_NOT_SHOWN, "no_token");
    return attempt_need(attempt, lost ? "binding_lost" : "no_token");
}

/* A sign-in may stand in for what the store does not give. */
static bool can_ask(const struct attempt *attempt)
{
    return attempt_can_show(attempt) && attempt->settings.mode != MODE_REPORT;
}

/* Without the lock nothing may be redeemed. */
static enum check refuse(struct attempt *attempt, int error)
{
    const char *folder = attempt->settings.state_dir;

    if (error != EWOULDBLOCK) {
        text_format(attempt->facts.detail, LINE_SIZE, "%s/%u.lock: %s", folder,
                    attempt->user.uid, strerror(error));
        return attempt_end(attempt, OUTCOME_UNAVAILABLE, "store_unwritable");
    }
    text_format(attempt->facts.detail, LINE_SIZE,
                "%s/%u.lock: kept by another login of this user", folder,
                attempt->user.uid);
    attempt_end(attempt, OUTCOME_UNAVAILABLE, "store_busy");
    return can_ask(attempt) ? attempt_need(attempt, "store_busy")
                            : CHECK_REFUSED;
}

/* When a redemption must have begun: an answer that comes after the deadline
 * has spent the token, and nobody keeps the new one. */
static int64_t last_start(const struct attempt *attempt)
{
    int64_t whole = attempt->deadline - attempt->started;
    int64_t needed =
        attempt->settings.client.network.request_timeout * 1000 + MARGIN;

    return attempt->deadline - (needed < whole / 2 ? needed : whole / 2);
}

/* Wait for the user's lock, for as long as it is of use where the login ends
 * without. */
static enum check take_lock(struct attempt *attempt)
{
    struct token_store *store = &attempt->store;
    int64_t end =
        can_ask(attempt) ? deadline_now() + LOCK_WAIT : last_start(attempt);

    while (!token_store_lock(store, end - deadline_now(), attempt->module)) {
        int error = errno;

        if (error != EINTR)
            return refuse(attempt, error);
        if (attempt_hear_module(attempt) != EVENT_REPLY)
            return CHECK_REFUSED;
    }
    return CHECK_MET;
}

/* With the lock: redeem what there is to redeem.  *ret_shared: another login
 * has done it for this one. */
static enum check use_store(struct attempt *attempt, bool *ret_shared)
{
    int module = attempt->module;
    enum check check;

    if (!token_store_prepare(&attempt->store, attempt->facts.detail))
        return attempt_end(attempt, OUTCOME_UNAVAILABLE, "store_unwritable");
    if (!token_store_read(&attempt->store, &attempt->record))
        return find_no_token(attempt);
    *ret_shared = success_serves(attempt);
    if (*ret_shared)
        return CHECK_MET;
    if (deadline_now() > last_start(attempt))
        return attempt_end(attempt, OUTCOME_UNAVAILABLE, "deadline");
    /* The provider may retire the old token at any moment from here. */
    attempt->module = -1;
    check = redeem(attempt);
    attempt->module = module;
    return check;
}

enum check redemption_refresh(struct attempt *attempt)
{
    enum check check = take_lock(attempt);
    bool shared = false;
    int64_t began = deadline_now();

    if (check != CHECK_MET)
        return check;
    check = use_store(attempt, &shared);
    token_store_unlock(&attempt->store);
    if (check != CHECK_MET || shared)
        return check;
    check = redemption_prove(attempt);
    if (check == CHECK_MET)
        success_note(attempt, began);
    return check;
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
    if (check != CHECK_PERSON)
        return CHECK_REFUSED;
    attempt_need(attempt, "challenge");
    return CHECK_CHALLENGED;
}

enum check redemption_prove(struct attempt *attempt)
{
    const struct claims *claims = &attempt->message.tokens.claims;
    const struct settings *settings = &attempt->settings;
    const struct policy policy = {
        .claims_required = settings->client.required.claims[0] != '\0',
        .acr_values = settings->client.required.acr_values,
        .max_age = settings->client.required.max_age,
        .since = attempt->since,
        .fresh = attempt->fresh,
        .fresh_required = settings->fresh == FRESH_REQUIRED};
    const struct judgement judged =
        policy_evaluate(&policy, claims, time(NULL));
    bool too_old = strcmp(judged.reason, "auth_time_too_old") == 0;

    if (judged.met && judged.missing[0] != '\0')
        attempt_note(attempt, judged.reason, "");
    if (judged.met)
        return settings->resource_url[0] == '\0' ? CHECK_MET
                                                 : probe_resource(attempt);
    attempt_end(attempt, OUTCOME_NOT_MET, judged.reason);
    if (judged.missing[0] != '\0')
        text_format(attempt->facts.detail, LINE_SIZE,
                    "the ID token does not show %s as demanded: see that the "
                    "provider puts this claim into it",
                    judged.missing);
    return attempt_need(attempt, too_old ? "expired" : "challenge");
}
