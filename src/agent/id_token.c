/* SPDX-License-Identifier: BSD-2-Clause */

#include "agent/id_token.h"
#include "agent/signature.h"
#include "shared/entra.h"
#include "shared/text.h"
#include "shared/url.h"

#include <string.h>

/* Milliseconds, nanoseconds and nonsense are above this. */
static const int64_t time_limit = INT64_C(1) << 40;

/* A time in whole seconds, those of a fraction dropped: a NumericDate may have
 * one (RFC 7519 section 2). */
static bool get_time(const struct json *payload, const char *name,
                     int64_t *ret_time)
{
    double time = 0;

    if (!json_number(json_member(payload, name), &time) || time < 1 ||
        time >= (double) time_limit)
        return false;
    *ret_time = (int64_t) time;
    return true;
}

/* The second that begins no sooner than this time. */
static bool get_time_up(const struct json *payload, const char *name,
                        int64_t *ret_time)
{
    double time = 0;

    if (!get_time(payload, name, ret_time))
        return false;
    (void) json_number(json_member(payload, name), &time);
    if (time > (double) *ret_time)
        *ret_time += 1;
    return true;
}

/* OIDC Core section 3.1.3.7, 2: exactly, down to the last byte. */
static bool is_from_issuer(const struct json *payload,
                           const struct id_token_rules *rules)
{
    struct url url;

    return url_parse(rules->issuer, &url) &&
           json_is_text(json_member(payload, "iss"), rules->issuer);
}

/* At Microsoft the same keys sign for every tenant, so that the claims that
 * say which are checked beside the issuer. */
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
            (json_printable(oid, guid, sizeof(guid)) && entra_is_guid(guid)));
}

/*
 * The client is in the audience, and is the one that was authorised where
 * the token says which (`azp`), which it has to if others are there: OIDC Core
 * section 3.1.3.7, 3 to 5.
 *
 *   aud                 azp       for us
 *   without us          any       no
 *   us alone            absent    yes
 *   us and others       absent    no
 *   us, maybe others    us        yes
 *   us, maybe others    another   no
 */
static bool is_for_client(const struct json *payload,
                          const struct id_token_rules *rules)
{
    const struct json *audience = json_member(payload, "aud");
    const struct json *authorised = json_member(payload, "azp");
    const struct json *element = json_first_element(audience);
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
    if (json_is_absent(authorised))
        return named && alone;
    return named && json_is_text(authorised, rules->client_id);
}

/* It names the record of this person and stands in the log, so that it has to
 * be plain text; OIDC Core section 2 has it in ASCII. */
static bool has_subject(const struct json *payload,
                        const struct id_token_rules *rules)
{
    char subject[NAME_SIZE];

    (void) rules;
    return json_printable(json_member(payload, "sub"), subject, NAME_SIZE);
}

/* OIDC Core section 2 wants `exp` and `iat`; RFC 7519 section 4.1.5 lets `nbf`
 * be left out, not be something else. */
static bool has_times(const struct json *payload,
                      const struct id_token_rules *rules)
{
    int64_t time;

    (void) rules;
    return get_time(payload, "exp", &time) &&
           get_time(payload, "iat", &time) &&
           (json_is_absent(json_member(payload, "nbf")) ||
            get_time(payload, "nbf", &time));
}

/* RFC 7519 section 4.1.4, with the leeway that it allows for clocks. */
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

        if (get_time_up(payload, names[i], &time) &&
            time > rules->now + CLOCK_SKEW)
            return false;
    }
    return true;
}

/* OIDC Core section 3.1.3.7, 11, where one was sent: the device flow has no
 * such parameter, and a refresh needs none. */
static bool has_nonce(const struct json *payload,
                      const struct id_token_rules *rules)
{
    return rules->nonce[0] == '\0' ||
           json_is_text(json_member(payload, "nonce"), rules->nonce);
}

/* A hash of the access token is optional, a wrong one is not. */
static bool binds_access_token(const struct json *payload,
                               const struct id_token_rules *rules)
{
    const struct json *member = json_member(payload, "at_hash");
    const char *hash = json_string(member);

    return json_is_absent(member) || rules->access_token[0] == '\0' ||
           (hash != NULL && signature_hashes_to(rules->access_token, hash));
}

const char *id_token_check(const struct json *payload,
                           const struct id_token_rules *rules)
{
    /* In the order of how much each says: a token of another issuer is
     * expired, too, and that would lead nobody to the fault. */
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
        {binds_access_token, "access_token_mismatch"},
    };

    for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++)
        if (!checks[i].holds(payload, rules))
            return checks[i].otherwise;
    return NULL;
}

void id_token_detail(const char *token, const struct json *payload,
                     const struct id_token_rules *rules, const char *reason,
                     char ret_detail[NAME_SIZE])
{
    char name[WORD_SIZE];
    const char *issuer = json_string(json_member(payload, "iss"));

    ret_detail[0] = '\0';
    if (issuer == NULL)
        issuer = "nobody";
    if (strcmp(reason, "issuer_mismatch") == 0) {
        text_format(ret_detail, NAME_SIZE,
                    "the ID token is from %.100s, not from %.100s", issuer,
                    rules->issuer);
    } else if (strcmp(reason, "algorithm_refused") == 0) {
        jws_algorithm(token, name);
        if (name[0] == '\0')
            text_copy(name, sizeof(name), "nothing");
        text_format(ret_detail, NAME_SIZE,
                    "the ID token is signed with %s; RS256, PS256 and ES256 "
                    "are understood",
                    name);
    }
    text_make_printable(ret_detail);
}

/* The signature first: until then the claims are anybody's. */
enum jws_result id_token_verify(const char *token,
                                const struct id_token_rules *rules,
                                struct json **ret_payload,
                                const char **ret_reason)
{
    enum jws_result result =
        jws_verify(token, rules->keys, ret_payload, ret_reason);

    if (result != JWS_VERIFIED)
        return result;
    *ret_reason = id_token_check(*ret_payload, rules);
    if (*ret_reason != NULL)
        return JWS_REFUSED;
    return JWS_VERIFIED;
}

/* What is absent or not printable becomes empty. */
static void get_text(const struct json *payload, const char *name, char *ret,
                     size_t size)
{
    (void) json_printable(json_member(payload, name), ret, size);
}

void id_token_claims(const struct json *payload, const char *username_claim,
                     struct claims *ret_claims)
{
    memset(ret_claims, 0, sizeof(*ret_claims));
    get_text(payload, "iss", ret_claims->issuer, URL_SIZE);
    get_text(payload, "sub", ret_claims->subject, NAME_SIZE);
    get_text(payload, "tid", ret_claims->tid, WORD_SIZE);
    get_text(payload, "oid", ret_claims->oid, WORD_SIZE);
    ret_claims->name_unverified =
        strcmp(username_claim, "email") == 0 &&
        !json_is_true(json_member(payload, "email_verified"));
    if (!ret_claims->name_unverified)
        get_text(payload, username_claim, ret_claims->username, NAME_SIZE);
    get_text(payload, "acr", ret_claims->acr, NAME_SIZE);
    get_time(payload, "auth_time", &ret_claims->auth_time);
    get_time(payload, "iat", &ret_claims->issued_at);
}
