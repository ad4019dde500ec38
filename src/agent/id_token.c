/* SPDX-License-Identifier: BSD-2-Clause */

#include "agent/id_token.h"
#include "agent/signature.h"
#include "shared/entra.h"
#include "shared/text.h"
#include "shared/url.h"

#include <string.h>

/* Milliseconds, nanoseconds and nonsense are above this. */
static const int64_t time_limit = INT64_C(1) << 40;

static bool get_time(const struct json *payload, const char *name,
                     int64_t *ret_time)
{
    int64_t time = 0;

    if (!json_integer(json_member(payload, name), &time) || time <= 0 ||
        time >= time_limit)
        return false;
    *ret_time = time;
    return true;
}

/* Copy a text that fits and is printable, else an empty one. */
static bool get_text(const struct json *payload, const char *name, char *ret,
                     size_t size)
{
    if (json_text(json_member(payload, name), ret, size) &&
        text_is_printable(ret))
        return true;
    ret[0] = '\0';
    return false;
}

static bool is_from_issuer(const struct json *payload,
                           const struct id_token_rules *rules)
{
    struct url url;

    return url_parse(rules->issuer, &url) &&
           json_is_text(json_member(payload, "iss"), rules->issuer);
}

static bool is_of_tenant(const struct json *payload,
                         const struct id_token_rules *rules)
{
    const struct json *oid = json_member(payload, "oid");
    char tenant[GUID_SIZE];
    char guid[GUID_SIZE];

    if (!entra_is_issuer(rules->issuer))
        return true;
    return entra_tenant(rules->issuer, tenant) &&
           json_is_text(json_member(payload, "tid"), tenant) &&
           (oid == NULL ||
            (json_text(oid, guid, sizeof(guid)) && entra_is_guid(guid)));
}

/* The client is in the audience, and is the one that was authorised where
 * the token says which (`azp`), which it has to if others are there. */
static bool is_for_client(const struct json *payload,
                          const struct id_token_rules *rules)
{
    const struct json *audience = json_member(payload, "aud");
    const struct json *authorised = json_member(payload, "azp");
    const struct json *element =
        json_is_array(audience) ? json_first(audience) : NULL;
    bool named = json_is_text(audience, rules->client_id);
    bool alone = true;

    for (; element != NULL; element = json_next(element)) {
        if (json_string(element) == NULL)
            return false;
        if (json_is_text(element, rules->client_id))
            named = true;
        else
            alone = false;
    }
    return named &&
           (authorised == NULL ? alone
                               : json_is_text(authorised, rules->client_id));
}

static bool has_subject(const struct json *payload,
                        const struct id_token_rules *rules)
{
    char subject[NAME_SIZE];

    (void) rules;
    return get_text(payload, "sub", subject, sizeof(subject));
}

static bool has_times(const struct json *payload,
                      const struct id_token_rules *rules)
{
    int64_t time;

    (void) rules;
    return get_time(payload, "exp", &time) &&
           get_time(payload, "iat", &time) &&
           (json_member(payload, "nbf") == NULL ||
            get_time(payload, "nbf", &time));
}

static bool is_unexpired(const struct json *payload,
                         const struct id_token_rules *rules)
{
    int64_t expiry = 0;

    return get_time(payload, "exp", &expiry) &&
           rules->now - CLOCK_SKEW < expiry;
}

/* The clock of this host may be wrong; at boot it often is. */
static bool is_from_the_past(const struct json *payload,
                             const struct id_token_rules *rules)
{
    static const char *const names[] = {"iat", "nbf", "auth_time"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        int64_t time = 0;

        if (get_time(payload, names[i], &time) &&
            time > rules->now + CLOCK_SKEW)
            return false;
    }
    return true;
}

static bool has_nonce(const struct json *payload,
                      const struct id_token_rules *rules)
{
    return rules->nonce == NULL ||
           json_is_text(json_member(payload, "nonce"), rules->nonce);
}

static bool is_recent(const struct json *payload,
                      const struct id_token_rules *rules)
{
    int64_t time = 0;

    return rules->max_age < 0 ||
           (get_time(payload, "auth_time", &time) &&
            rules->now - time <= rules->max_age + CLOCK_SKEW);
}

static bool has_acr(const struct json *payload,
                    const struct id_token_rules *rules)
{
    const char *acr = json_string(json_member(payload, "acr"));

    return rules->acr_values == NULL || rules->acr_values[0] == '\0' ||
           (acr != NULL && text_has_word(rules->acr_values, acr));
}

/* A hash of the access token is optional, a wrong one is not. */
static bool binds_access_token(const struct json *payload,
                               const struct id_token_rules *rules)
{
    const struct json *member = json_member(payload, "at_hash");
    const char *hash = json_string(member);

    if (member == NULL || rules->access_token == NULL ||
        rules->access_token[0] == '\0')
        return true;
    return hash != NULL && signature_hashes_to(rules->access_token, hash);
}

bool id_token_check(const struct json *payload,
                    const struct id_token_rules *rules,
                    const char **ret_reason)
{
    static const struct {
        bool (*holds)(const struct json *, const struct id_token_rules *);
        const char *otherwise;
    } checks[] = {
        {is_from_issuer, "issuer_mismatch"},
        {is_of_tenant, "tenant_mismatch"},
        {is_for_client, "audience_mismatch"},
        {has_subject, "subject_malformed"},
        {has_times, "times_malformed"},
        {is_unexpired, "expired_or_clock_wrong"},
        {is_from_the_past, "from_the_future_or_clock_wrong"},
        {has_nonce, "nonce_mismatch"},
        {is_recent, "auth_time_too_old"},
        {has_acr, "acr_not_shown"},
        {binds_access_token, "access_token_mismatch"},
    };

    for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++)
        if (!checks[i].holds(payload, rules)) {
            *ret_reason = checks[i].otherwise;
            return false;
        }
    *ret_reason = "verified";
    return true;
}

enum jws_result id_token_verify(const char *token,
                                const struct id_token_rules *rules,
                                struct json **ret_payload,
                                const char **ret_reason)
{
    struct json *payload = NULL;
    enum jws_result result =
        jws_verify(token, rules->keys, &payload, ret_reason);

    if (result != JWS_VERIFIED)
        return result;
    if (!id_token_check(payload, rules, ret_reason)) {
        json_free(&payload);
        return JWS_REFUSED;
    }
    *ret_payload = payload;
    return JWS_VERIFIED;
}

bool id_token_claims(const struct json *payload, const char *username_claim,
                     struct claims *ret_claims)
{
    struct claims claims = {.auth_time = 0};

    if (!get_text(payload, "iss", claims.issuer, sizeof(claims.issuer)) ||
        !get_text(payload, "sub", claims.subject, sizeof(claims.subject)))
        return false;
    (void) get_text(payload, "tid", claims.tid, sizeof(claims.tid));
    (void) get_text(payload, "oid", claims.oid, sizeof(claims.oid));
    (void) get_text(payload, username_claim, claims.username,
                    sizeof(claims.username));
    (void) get_text(payload, "acr", claims.acr, sizeof(claims.acr));
    (void) get_time(payload, "auth_time", &claims.auth_time);
    *ret_claims = claims;
    return true;
}
