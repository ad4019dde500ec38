/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Discovery documents, and which issuers are Microsoft's.
 */

#include "agent/metadata_document.h"
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
#define USERINFO "\"userinfo_endpoint\""
#define NAMES "\"authorization_response_iss_parameter_supported\""
#define HEAD "{\"issuer\":\"" ISSUER "\","
#define TENANT "11112222-3333-4444-5555-66667777888a"

static struct metadata metadata;

static struct fetch order = {.issuer = ISSUER};
static char detail[NAME_SIZE];

static const char *parse(const char *document)
{
    return metadata_document_parse(document, strlen(document), &order,
                                   &metadata, detail);
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
};

/* What some flow can do without is left out where it is of no use. */
static const struct {
    const char *member;
    const char *refused;
} left_out[] = {
    {DEVICE ":null", ""},
    {DEVICE ":\"\"", ""},
    {DEVICE ":1", "device_authorization_endpoint at nowhere"},
    {DEVICE ":\"https://evil.example/d?x=y\"",
     "device_authorization_endpoint at evil.example"},
    {AUTHORIZATION ":null", ""},
    {AUTHORIZATION ":\"https://evil.example/a\"",
     "authorization_endpoint at evil.example"},
    {AUTHORIZATION ":\"http://idp.example/a\"",
     "authorization_endpoint at http://idp.example/a"},
    {AUTHORIZATION ":\"https://idp.example/a#b\"",
     "authorization_endpoint at https://idp.example/a#b"},
    {USERINFO ":\"https://idp.example:8443/u\"",
     "userinfo_endpoint at idp.example"},
    {USERINFO ":\"https://evil.example/u\"," DEVICE
              ":\"https://bad.example/d\"",
     "device_authorization_endpoint at bad.example, userinfo_endpoint at "
     "evil.example"},
};

static void leaves_out_what_is_of_no_use(void **state)
{
    char document[1024];

    (void) state;
    for (size_t i = 0; i < sizeof(left_out) / sizeof(left_out[0]); i++) {
        snprintf(document, sizeof(document), "%s,%s}", HEAD TOKEN "," KEYS,
                 left_out[i].member);
        assert_null(parse(document));
        assert_string_equal(metadata.device_endpoint, "");
        assert_string_equal(metadata.authorization_endpoint, "");
        assert_string_equal(metadata.userinfo_endpoint, "");
        assert_string_equal(metadata.refused, left_out[i].refused);
    }
}

/* What the administrator names may be, too, at the default port. */
static void knows_other_hosts(void **state)
{
    static const char document[] =
        HEAD "\"token_endpoint\":\"https://oauth.example/t\","
             "\"jwks_uri\":\"https://WWW.example:443/k\"," USERINFO
             ":\"https://www.example/u\"," DEVICE
             ":\"https://oauth.example:8443/d\"}";

    (void) state;
    assert_string_equal(parse(document), "token_endpoint_refused");
    assert_string_equal(detail, "oauth.example");
    snprintf(order.endpoint_hosts, URL_SIZE, "oauth.example");
    assert_string_equal(parse(document), "jwks_uri_refused");
    assert_string_equal(detail, "www.example");
    snprintf(order.endpoint_hosts, URL_SIZE, "oauth.example www.example");
    assert_null(parse(document));
    assert_string_equal(metadata.token_endpoint, "https://oauth.example/t");
    assert_string_equal(metadata.userinfo_endpoint, "https://www.example/u");
    assert_string_equal(metadata.device_endpoint, "");
    order.endpoint_hosts[0] = '\0';
}

static void reads_the_client_authentication(void **state)
{
    static const struct {
        const char *methods;
        enum client_auth auth;
    } rows[] = {
        {"null", CLIENT_AUTH_BASIC},
        {"[]", CLIENT_AUTH_BASIC},
        {"[\"client_secret_post\"]", CLIENT_AUTH_POST},
        {"[\"client_secret_post\",\"client_secret_basic\"]",
         CLIENT_AUTH_BASIC},
        {"[\"client_secret_basic\",\"client_secret_post\"]",
         CLIENT_AUTH_BASIC},
        {"[1,\"none\",\"client_secret_post\"]", CLIENT_AUTH_POST},
        {"[\"private_key_jwt\"]", CLIENT_AUTH_BASIC},
        {"\"client_secret_post\"", CLIENT_AUTH_BASIC},
    };
    char document[1024];

    (void) state;
    assert_null(parse(HEAD TOKEN "," KEYS "}"));
    assert_int_equal(metadata.client_auth, CLIENT_AUTH_BASIC);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        snprintf(document, sizeof(document),
                 "%s\"token_endpoint_auth_methods_supported\":%s}",
                 HEAD TOKEN "," KEYS ",", rows[i].methods);
        assert_null(parse(document));
        assert_int_equal(metadata.client_auth, rows[i].auth);
    }
}

static void refuses_documents(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        const char *reason = parse(refused[i].document);

        if (reason == NULL || strcmp(reason, refused[i].reason) != 0)
            fail_msg("%s: %s", refused[i].document,
                     reason == NULL ? "accepted" : reason);
        if (strcmp(refused[i].reason, "metadata_issuer_mismatch") == 0)
            assert_non_null(strstr(detail, ISSUER));
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
    assert_true(
        entra_is_issuer("https://" TENANT ".ciamlogin.com/" TENANT "/v2.0"));
    assert_true(entra_is_issuer("https://login.partner.microsoftonline.cn/x"));
    assert_false(entra_is_issuer("https://ciamlogin.com/" TENANT "/v2.0"));
    assert_false(entra_is_issuer("https://a.b.ciamlogin.com/"));
    assert_false(entra_is_issuer("https://evilciamlogin.com/"));
    assert_false(entra_is_issuer("https://a.ciamlogin.com.evil/"));
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
        cmocka_unit_test(leaves_out_what_is_of_no_use),
        cmocka_unit_test(knows_other_hosts),
        cmocka_unit_test(reads_the_client_authentication),
        cmocka_unit_test(refuses_documents),
        cmocka_unit_test(refuses_a_long_endpoint),
        cmocka_unit_test(knows_microsoft),
        cmocka_unit_test(finds_the_tenant),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
