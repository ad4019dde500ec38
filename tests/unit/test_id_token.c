/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What an ID token has to say: one change to a good payload per row, for a
 * provider of any kind and for Microsoft.
 */

#include "agent/id_token.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define ISSUER "https://idp.example/"
#define CLIENT "client-1"
#define TENANT "11112222-3333-4444-5555-66667777888a"
#define PERSONAL "9188040d-6c67-4c5b-b112-36a304b66dad"
#define MICROSOFT "https://login.microsoftonline.com/"
#define A3_HASH "\"at_hash\":\"77QmUPtjPfzWtF2AnpK9RQ\"" /* of OIDC Core */
#define LIMIT "1099511627776"                            /* 2^40 */

enum { NOW = 1700000000 };

static struct id_token_rules rules_of(const char *issuer)
{
    struct id_token_rules rules = {
        .issuer = issuer,
        .client_id = CLIENT,
        .nonce = "",
        .access_token = "",
        .now = NOW,
    };

    return rules;
}

/* The word for what is wrong with a payload. */
static const char *judge(const char *text, const struct id_token_rules *rules)
{
    struct json *payload = json_parse(text, strlen(text));
    const char *reason;

    if (payload == NULL)
        fail_msg("not JSON: %s", text);
    reason = id_token_check(payload, rules);
    json_free(&payload);
    return reason == NULL ? "verified" : reason;
}

/* The members of a good payload, of which a row replaces one; an empty
 * replacement leaves the member out. */
static const struct {
    const char *name;
    const char *member;
} good[] = {
    {"iss", "\"iss\":\"" ISSUER "\""}, {"sub", "\"sub\":\"248289\""},
    {"aud", "\"aud\":\"" CLIENT "\""}, {"exp", "\"exp\":1700003600"},
    {"iat", "\"iat\":1700000000"},
};

static const char *payload_with(const char *name, const char *replacement)
{
    static char text[4096];
    size_t used = 0;
    bool replaced = false;

    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        bool this_one = strcmp(good[i].name, name) == 0;
        const char *member = this_one ? replacement : good[i].member;

        replaced = replaced || this_one;
        if (member[0] != '\0')
            used += (size_t) snprintf(text + used, sizeof(text) - used, "%c%s",
                                      used == 0 ? '{' : ',', member);
    }
    snprintf(text + used, sizeof(text) - used, "%s%s}", replaced ? "" : ",",
             replaced ? "" : replacement);
    return text;
}

static const struct {
    const char *name; /* of the member that the row replaces or adds */
    const char *member;
    const char *reason;
} rows[] = {
    {"x", "\"x\":[{\"y\":null}]", "verified"},
    {"iss", "", "issuer_mismatch"},
    {"iss", "\"iss\":[\"" ISSUER "\"]", "issuer_mismatch"},
    {"iss", "\"iss\":\"https://idp.example\"", "issuer_mismatch"},
    {"iss", "\"iss\":\"https://IDP.example/\"", "issuer_mismatch"},
    {"iss", "\"iss\":\"http://idp.example/\"", "issuer_mismatch"},
    {"iss", "\"ISS\":\"" ISSUER "\"", "issuer_mismatch"},
    {"aud", "", "audience_mismatch"},
    {"aud", "\"aud\":\"other\"", "audience_mismatch"},
    {"aud", "\"aud\":\"Client-1\"", "audience_mismatch"},
    {"aud", "\"aud\":\"client-1 other\"", "audience_mismatch"},
    {"aud", "\"aud\":{\"" CLIENT "\":1}", "audience_mismatch"},
    {"aud", "\"aud\":[]", "audience_mismatch"},
    {"aud", "\"aud\":[\"" CLIENT "\",1],\"azp\":\"" CLIENT "\"",
     "audience_mismatch"},
    {"aud", "\"aud\":[\"" CLIENT "\"]", "verified"},
    {"aud", "\"aud\":[\"" CLIENT "\",\"" CLIENT "\"]", "verified"},
    {"aud", "\"aud\":[\"" CLIENT "\",\"other\"]", "audience_mismatch"},
    {"aud", "\"aud\":[\"other\",\"" CLIENT "\"],\"azp\":\"" CLIENT "\"",
     "verified"},
    {"aud", "\"aud\":[\"other\",\"" CLIENT "\"],\"azp\":\"other\"",
     "audience_mismatch"},
    {"aud", "\"aud\":[\"other\"],\"azp\":\"" CLIENT "\"", "audience_mismatch"},
    {"azp", "\"azp\":\"" CLIENT "\"", "verified"},
    {"azp", "\"azp\":\"other\"", "audience_mismatch"},
    {"azp", "\"azp\":[\"" CLIENT "\"]", "audience_mismatch"},
    {"sub", "", "subject_malformed"},
    {"sub", "\"sub\":\"\"", "subject_malformed"},
    {"sub", "\"sub\":5", "subject_malformed"},
    {"sub", "\"sub\":\"a\\nb\"", "subject_malformed"},
    {"sub", "\"sub\":\"a\\u001b[2J\"", "subject_malformed"},
    {"sub", "\"sub\":\"\\u0430lice\"", "subject_malformed"},
    {"exp", "", "times_malformed"},
    {"exp", "\"exp\":\"1700003600\"", "times_malformed"},
    {"exp", "\"exp\":1700003600.5", "verified"},
    {"exp", "\"exp\":1.7000036e9", "verified"},
    {"exp", "\"exp\":1699999880.9", "expired_or_clock_wrong"},
    {"exp", "\"exp\":0.9", "times_malformed"},
    {"exp", "\"exp\":0", "times_malformed"},
    {"exp", "\"exp\":" LIMIT, "times_malformed"},
    {"exp", "\"exp\":9223372036854775808", "times_malformed"},
    {"exp", "\"exp\":1e300", "times_malformed"},
    {"exp", "\"exp\":1", "expired_or_clock_wrong"},
    {"exp", "\"exp\":1699999880", "expired_or_clock_wrong"},
    {"exp", "\"exp\":1699999881", "verified"},
    {"iat", "", "times_malformed"},
    {"iat", "\"iat\":\"1700000000\"", "times_malformed"},
    {"iat", "\"iat\":1700000000000", "times_malformed"},
    {"iat", "\"iat\":1700000120", "verified"},
    {"iat", "\"iat\":1700000119.5", "verified"},
    {"iat", "\"iat\":1700000120.5", "from_the_future_or_clock_wrong"},
    {"iat", "\"iat\":1700000121", "from_the_future_or_clock_wrong"},
    {"nbf", "\"nbf\":1700000120", "verified"},
    {"nbf", "\"nbf\":1700000121", "from_the_future_or_clock_wrong"},
    {"nbf", "\"nbf\":1700000120.01", "from_the_future_or_clock_wrong"},
    {"nbf", "\"nbf\":\"1700000000\"", "times_malformed"},
    {"nbf", "\"nbf\":null", "verified"},
    {"nbf", "\"nbf\":\"\"", "verified"},
    {"azp", "\"azp\":null", "verified"},
    {"azp", "\"azp\":\"\"", "verified"},
    {"at_hash", "\"at_hash\":null", "verified"},
    {"nonce", "\"nonce\":\"anything\"", "verified"},
    {"auth_time", "\"auth_time\":0", "verified"},
    {"auth_time", "\"auth_time\":\"never\"", "verified"},
    {"auth_time", "\"auth_time\":1700000120", "verified"},
    {"auth_time", "\"auth_time\":1700000121",
     "from_the_future_or_clock_wrong"},
    {"tid", "\"tid\":\"" PERSONAL "\"", "verified"},
};

static void judges_payloads(void **state)
{
    struct id_token_rules rules = rules_of(ISSUER);

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const char *text = payload_with(rows[i].name, rows[i].member);
        const char *reason = judge(text, &rules);

        if (strcmp(reason, rows[i].reason) != 0)
            fail_msg("%s: %s", text, reason);
    }
}

static void limits_the_subject(void **state)
{
    struct id_token_rules rules = rules_of(ISSUER);
    char member[NAME_SIZE + 32];

    (void) state;
    snprintf(member, sizeof(member), "\"sub\":\"%0255d\"", 1);
    assert_string_equal(judge(payload_with("sub", member), &rules),
                        "verified");
    snprintf(member, sizeof(member), "\"sub\":\"%0256d\"", 1);
    assert_string_equal(judge(payload_with("sub", member), &rules),
                        "subject_malformed");
}

/* What only some sign-ins ask for. */
static const struct {
    const char *nonce;
    const char *member;
    const char *reason;
} asked[] = {
    {"n-1", "\"nonce\":\"n-1\"", "verified"},
    {"n-1", "\"nonce\":\"n-2\"", "nonce_mismatch"},
    {"n-1", "\"nonce\":\"n-11\"", "nonce_mismatch"},
    {"n-1", "\"nonce\":\"\"", "nonce_mismatch"},
    {"n-1", "\"nonce\":[\"n-1\"]", "nonce_mismatch"},
    {"n-1", "\"other\":\"n-1\"", "nonce_mismatch"},
    {"", "\"other\":1", "verified"},
};

static void judges_what_was_asked(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(asked) / sizeof(asked[0]); i++) {
        struct id_token_rules rules = rules_of(ISSUER);
        const char *text = payload_with("-", asked[i].member);
        const char *reason;

        rules.nonce = asked[i].nonce;
        reason = judge(text, &rules);
        if (strcmp(reason, asked[i].reason) != 0)
            fail_msg("%s: %s", text, reason);
    }
}

static void compares_the_access_token(void **state)
{
    struct id_token_rules rules = rules_of(ISSUER);
    const char *text = payload_with("-", A3_HASH);

    (void) state;
    rules.access_token = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y";
    assert_string_equal(judge(text, &rules), "verified");
    rules.access_token = "another";
    assert_string_equal(judge(text, &rules), "access_token_mismatch");
}

static const struct {
    const char *issuer;
    const char *member;
    const char *reason;
} tenants[] = {
    {MICROSOFT TENANT "/v2.0", "\"tid\":\"" TENANT "\"", "verified"},
    {MICROSOFT TENANT "/v2.0", "\"tid\":\"" TENANT "\",\"oid\":\"" TENANT "\"",
     "verified"},
    {"https://sts.windows.net/" TENANT "/", "\"tid\":\"" TENANT "\"",
     "verified"},
    {MICROSOFT TENANT "/v2.0", "\"x\":1", "tenant_mismatch"},
    {MICROSOFT TENANT "/v2.0", "\"tid\":\"" PERSONAL "\"", "tenant_mismatch"},
    {MICROSOFT TENANT "/v2.0", "\"tid\":\"11112222\"", "tenant_mismatch"},
    {MICROSOFT TENANT "/v2.0", "\"tid\":[\"" TENANT "\"]", "tenant_mismatch"},
    {MICROSOFT TENANT "/v2.0", "\"tid\":\"" TENANT "\",\"oid\":\"x\"",
     "tenant_mismatch"},
    {MICROSOFT TENANT "/v2.0", "\"tid\":\"" TENANT "\",\"oid\":null",
     "tenant_mismatch"},
    {MICROSOFT PERSONAL "/v2.0", "\"tid\":\"" PERSONAL "\"",
     "tenant_mismatch"},
    {MICROSOFT "common/v2.0", "\"tid\":\"" TENANT "\"", "tenant_mismatch"},
    {MICROSOFT "{tenantid}/v2.0", "\"tid\":\"" TENANT "\"", "issuer_mismatch"},
    {"http://idp.example/", "\"x\":1", "issuer_mismatch"},
};

static void judges_tenants(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(tenants) / sizeof(tenants[0]); i++) {
        struct id_token_rules rules = rules_of(tenants[i].issuer);
        char member[512];
        const char *reason;

        snprintf(member, sizeof(member), "\"iss\":\"%s\",%s",
                 tenants[i].issuer, tenants[i].member);
        reason = judge(payload_with("iss", member), &rules);
        if (strcmp(reason, tenants[i].reason) != 0)
            fail_msg("%s: %s", member, reason);
    }
}

/* Signed once with a key on P-256 that is not kept. */
static const char token[] =
    "eyJhbGciOiJFUzI1NiIsImtpZCI6ImUiLCJ0eXAiOiJKV1QifQ."
    "eyJpc3MiOiJodHRwczovL2lkcC5leGFtcGxlLyIsInN1YiI6IjI0ODI4OTc2MTAwMSIsImF1"
    "ZCI6ImNsaWVudC0xIiwiZXhwIjoxNzAwMDAzNjAwLCJpYXQiOjE3MDAwMDAwMDAsIm5vbmNl"
    "Ijoibi0wUzZfV3pBMk1qIn0."
    "1MpBtVcTJ5PsgR6d1MFhM74_5gzYemy2jDpdeQhZpmKiLjNRdKU4-MyHWwOp3BJGBvuEJwVy"
    "RhEvJ0G6iiG_bQ";
static const char keys[] =
    "{\"keys\":[{\"kty\":\"EC\",\"kid\":\"e\",\"crv\":\"P-256\","
    "\"x\":\"cWnN4cWnm7MD_z7pVKdjqfCxoKTzzm3g5B1BRvtOos4\","
    "\"y\":\"14oovz6dLdKTzmiGaKxyl8sf2bkQIG_LM-ISGHvNoWo\"}]}";

static void verifies_a_whole_token(void **state)
{
    struct id_token_rules rules = rules_of(ISSUER);
    struct json *payload = NULL;
    const char *reason = NULL;
    char changed[sizeof(token)];

    (void) state;
    rules.keys = keys;
    rules.nonce = "n-0S6_WzA2Mj";
    assert_int_equal(id_token_verify(token, &rules, &payload, &reason),
                     JWS_VERIFIED);
    assert_string_equal(json_string(json_member(payload, "sub")),
                        "248289761001");
    json_free(&payload);

    rules.now += 3600 + CLOCK_SKEW;
    assert_int_equal(id_token_verify(token, &rules, &payload, &reason),
                     JWS_REFUSED);
    assert_string_equal(reason, "expired_or_clock_wrong");
    assert_non_null(payload);
    json_free(&payload);

    rules = rules_of(ISSUER);
    rules.keys = "{\"keys\":[]}";
    assert_int_equal(id_token_verify(token, &rules, &payload, &reason),
                     JWS_UNKNOWN_KEY);
    assert_string_equal(reason, "key_unknown");

    rules.keys = keys;
    memcpy(changed, token, sizeof(token));
    changed[sizeof(token) - 10] ^= 1;
    assert_int_equal(id_token_verify(changed, &rules, &payload, &reason),
                     JWS_UNKNOWN_KEY);
    assert_string_equal(reason, "signature_wrong");
    assert_null(payload);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(judges_payloads),
        cmocka_unit_test(limits_the_subject),
        cmocka_unit_test(judges_what_was_asked),
        cmocka_unit_test(compares_the_access_token),
        cmocka_unit_test(judges_tenants),
        cmocka_unit_test(verifies_a_whole_token),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
