/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Discovery documents, and which issuers are Microsoft's.
 */

#include "agent/provider.h"
#include "shared/entra.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define ISSUER "https://idp.example/realm"
#define TOKEN "\"token_endpoint\":\"https://idp.example:443/t?p=1\""
#define KEYS "\"jwks_uri\":\"https://idp.example/k\""
#define DEVICE "\"device_authorization_endpoint\""
#define AUTHORIZATION "\"authorization_endpoint\""
#define NAMES "\"authorization_response_iss_parameter_supported\""
#define HEAD "{\"issuer\":\"" ISSUER "\","
#define TENANT "11112222-3333-4444-5555-66667777888a"

static struct metadata metadata;

static const char *parse(const char *document)
{
    const char *reason = NULL;
    bool good =
        provider_parse(document, strlen(document), ISSUER, &metadata, &reason);

    assert_int_equal(good, reason == NULL);
    return reason;
}

static void reads_the_endpoints(void **state)
{
    (void) state;
    memset(&metadata, 'x', sizeof(metadata));
    assert_null(parse(HEAD TOKEN "," KEYS "," DEVICE
                                 ":\"https://IDP.example/d\",\"other\":[]}"));
    assert_string_equal(metadata.issuer, ISSUER);
    assert_string_equal(metadata.token_endpoint,
                        "https://idp.example:443/t?p=1");
    assert_string_equal(metadata.jwks_uri, "https://idp.example/k");
    assert_string_equal(metadata.device_endpoint, "https://IDP.example/d");
    assert_string_equal(metadata.keys, "");
    assert_int_equal(metadata.fetched, 0);
    assert_null(parse(HEAD TOKEN "," KEYS "}"));
    assert_string_equal(metadata.device_endpoint, "");
}

static void reads_the_code_flow(void **state)
{
    static const char *const others[] = {"false", "null", "1", "\"true\""};
    char document[1024];

    (void) state;
    assert_null(parse(HEAD TOKEN "," KEYS "," AUTHORIZATION
                                 ":\"https://idp.example/a?p=1\"," NAMES
                                 ":true}"));
    assert_string_equal(metadata.authorization_endpoint,
                        "https://idp.example/a?p=1");
    assert_true(metadata.names_issuer);
    assert_null(parse(HEAD TOKEN "," KEYS "}"));
    assert_string_equal(metadata.authorization_endpoint, "");
    assert_false(metadata.names_issuer);
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        snprintf(document, sizeof(document), "%s" NAMES ":%s}",
                 HEAD TOKEN "," KEYS ",", others[i]);
        assert_null(parse(document));
        assert_false(metadata.names_issuer);
    }
}

static const struct {
    const char *document;
    const char *reason;
} refused[] = {
    {"", "metadata_malformed"},
    {"<html>", "metadata_malformed"},
    {"[]", "metadata_malformed"},
    {HEAD TOKEN "," KEYS "} x", "metadata_malformed"},
    {HEAD TOKEN "," KEYS "," TOKEN "}", "metadata_malformed"},
    {"{}", "metadata_issuer_mismatch"},
    {"{" TOKEN "," KEYS "}", "metadata_issuer_mismatch"},
    {"{\"issuer\":null," TOKEN "," KEYS "}", "metadata_issuer_mismatch"},
    {"{\"issuer\":\"" ISSUER "/\"," TOKEN "," KEYS "}",
     "metadata_issuer_mismatch"},
    {"{\"issuer\":\"https://IDP.example/realm\"," TOKEN "," KEYS "}",
     "metadata_issuer_mismatch"},
    {"{\"Issuer\":\"" ISSUER "\"," TOKEN "," KEYS "}",
     "metadata_issuer_mismatch"},
    {HEAD KEYS "}", "token_endpoint_refused"},
    {HEAD "\"token_endpoint\":\"https://evil.example/t\"," KEYS "}",
     "token_endpoint_refused"},
    {HEAD "\"token_endpoint\":\"http://idp.example/t\"," KEYS "}",
     "token_endpoint_refused"},
    {HEAD "\"token_endpoint\":\"https://idp.example:8443/t\"," KEYS "}",
     "token_endpoint_refused"},
    {HEAD "\"token_endpoint\":\"https://idp.example@evil.example/\"," KEYS "}",
     "token_endpoint_refused"},
    {HEAD "\"token_endpoint\":\"https://idp.example.evil.example/\"," KEYS "}",
     "token_endpoint_refused"},
    {HEAD "\"token_endpoint\":\"/t\"," KEYS "}", "token_endpoint_refused"},
    {HEAD "\"token_endpoint\":[]," KEYS "}", "token_endpoint_refused"},
    {HEAD TOKEN "}", "jwks_uri_refused"},
    {HEAD TOKEN ",\"jwks_uri\":\"https://evil.example/k\"}",
     "jwks_uri_refused"},
    {HEAD TOKEN "," KEYS "," DEVICE ":\"https://evil.example/d\"}",
     "device_endpoint_refused"},
    {HEAD TOKEN "," KEYS "," DEVICE ":1}", "device_endpoint_refused"},
    {HEAD TOKEN "," KEYS "," AUTHORIZATION ":\"https://evil.example/a\"}",
     "authorization_endpoint_refused"},
    {HEAD TOKEN "," KEYS "," AUTHORIZATION ":\"http://idp.example/a\"}",
     "authorization_endpoint_refused"},
    {HEAD TOKEN "," KEYS "," AUTHORIZATION ":\"https://idp.example/a#b\"}",
     "authorization_endpoint_refused"},
    {HEAD TOKEN "," KEYS "," AUTHORIZATION ":null}",
     "authorization_endpoint_refused"},
};

static void refuses_documents(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        const char *reason = parse(refused[i].document);

        if (reason == NULL || strcmp(reason, refused[i].reason) != 0)
            fail_msg("%s: %s", refused[i].document,
                     reason == NULL ? "accepted" : reason);
    }
}

static void refuses_a_long_endpoint(void **state)
{
    static char document[2 * URL_SIZE] =
        HEAD KEYS ",\"token_endpoint\":\"https://idp.example/";
    size_t length = strlen(document);

    (void) state;
    memset(document + length, 'a', URL_SIZE);
    strncpy(document + length + URL_SIZE, "\"}", 3);
    assert_string_equal(parse(document), "token_endpoint_refused");
}

static void knows_microsoft(void **state)
{
    (void) state;
    assert_true(
        entra_is_issuer("https://login.microsoftonline.com/" TENANT "/v2.0"));
    assert_true(entra_is_issuer("https://LOGIN.microsoftonline.us/x"));
    assert_true(entra_is_issuer("https://sts.windows.net/" TENANT "/"));
    assert_false(entra_is_issuer("https://login.microsoftonline.com.evil/"));
    assert_false(entra_is_issuer("https://x.login.microsoftonline.com/"));
    assert_false(entra_is_issuer("http://login.microsoftonline.com/"));
    assert_false(entra_is_issuer(ISSUER));
    assert_false(entra_is_issuer(""));
}

static void finds_the_tenant(void **state)
{
    static const char *const without[] = {
        "https://login.microsoftonline.com/common/v2.0",
        "https://login.microsoftonline.com/organizations/v2.0",
        "https://login.microsoftonline.com/{tenantid}/v2.0",
        "https://login.microsoftonline.com/contoso.example/v2.0",
        "https://login.microsoftonline.com/" TENANT "0/v2.0",
        "https://login.microsoftonline.com//" TENANT "/v2.0",
        "https://login.microsoftonline.com/11112222333344445555666677778888"
        "aaaa/v2.0",
        "https://login.microsoftonline.com/"
        "9188040d-6c67-4c5b-b112-36a304b66dad/v2.0",
        "https://login.microsoftonline.com/"
        "9188040D-6C67-4C5B-B112-36A304B66DAD/v2.0",
        "https://login.microsoftonline.com",
        "",
    };
    char tenant[GUID_SIZE] = "kept";

    (void) state;
    for (size_t i = 0; i < sizeof(without) / sizeof(without[0]); i++)
        if (entra_tenant(without[i], tenant))
            fail_msg("%s", without[i]);
    assert_string_equal(tenant, "kept");
    assert_true(entra_tenant(
        "https://login.microsoftonline.com/" TENANT "/v2.0", tenant));
    assert_string_equal(tenant, TENANT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_the_endpoints),
        cmocka_unit_test(reads_the_code_flow),
        cmocka_unit_test(refuses_documents),
        cmocka_unit_test(refuses_a_long_endpoint),
        cmocka_unit_test(knows_microsoft),
        cmocka_unit_test(finds_the_tenant),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
