/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What is asked of the provider's endpoints, byte for byte.
 */

#include "agent/authorization_endpoint.h"
#include "agent/device_endpoint.h"
#include "agent/signature.h"
#include "agent/token_endpoint.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define PLAIN                                                                 \
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
#define COMMON                                                                \
    "client_id=app&claims=%7B%22access_token%22%3A%7B%22xms_cc%22%3A%7B"      \
    "%22values%22%3A%5B%22cp1%22%5D%7D%7D%7D&acr_values=a%20b&max_age=60"
#define BASIC "Authorization: Basic YXBwOnNlJTIwY3JldA==" /* app:se%20cret */
#define SCOPED COMMON "&scope=openid%20api%3A%2F%2Flogin%2F%C3%A4"

static struct http_answer answer;
static char posted[LINE_SIZE], header[LINE_SIZE];
static char authorization[LINE_SIZE];
static char url[URL_SIZE];
static bool once;

/* In place of the network. */
void http_send(struct http *http, const struct http_request *request,
               struct http_answer *ret_answer)
{
    (void) http;
    snprintf(posted, sizeof(posted), "%s", request->form);
    snprintf(url, sizeof(url), "%s", request->url);
    snprintf(header, sizeof(header), "%s", request->header);
    snprintf(authorization, sizeof(authorization), "%s",
             request->authorization == NULL ? "" : request->authorization);
    once = request->once;
    *ret_answer = answer;
}

static void will_answer(long status, const char *body)
{
    static char copy[LINE_SIZE];

    snprintf(copy, sizeof(copy), "%s", body);
    answer = (struct http_answer){.transport = ANSWER_OK,
                                  .status = status,
                                  .body = copy,
                                  .length = strlen(body)};
}

static struct client client;
static struct exchange exchange;
static struct token_response response;
static struct failure refusal;
static struct sign_in order;
static char address[ADDRESS_SIZE];

static int begin(void **state)
{
    const struct demand demand = {.max_age = 60};

    (void) state;
    client = (struct client){
        .metadata = {.issuer = "https://idp.example",
                     .token_endpoint = "https://idp.example/token",
                     .device_endpoint = "https://idp.example/device",
                     .authorization_endpoint = "https://idp.example/auth"},
        .required = {.max_age = -1, .acr_values = "a b"},
        .client_id = "app",
        .client_secret = "se cret",
        .scope = "openid api://login/\u00e4",
        .capabilities = "cp1",
        .redirect_uri = "http://127.0.0.1:8400/back"};
    exchange.client = &client;
    order = (struct sign_in){.demand = demand};
    if (!exchange_begin(&exchange, &demand))
        return -1;
    snprintf(exchange.verifier, sizeof(exchange.verifier), "V");
    return 0;
}

/* The address with its three random parts made short. */
static const char *ask(void)
{
    static char text[ADDRESS_SIZE];
    char challenge[SIGNATURE_SHA256_SIZE] = "";
    const char *const secrets[] = {exchange.state, exchange.nonce, challenge};
    char *at;

    assert_null(authorization_endpoint_compose(&exchange, &order, address));
    memcpy(text, address, sizeof(text));
    assert_true(signature_sha256(exchange.verifier, challenge));
    for (size_t i = 0; i < 3; i++) {
        at = strstr(text, secrets[i]);
        assert_non_null(at);
        memmove(at + 1, at + 43, strlen(at + 43) + 1);
        *at = "SNC"[i];
    }
    return text;
}

static void composes_an_address(void **state)
{
    const char *text = ask();

    (void) state;
    assert_string_equal(
        text, "https://idp.example/auth?" SCOPED "&response_type=code"
              "&redirect_uri=http%3A%2F%2F127.0.0.1%3A8400%2Fback"
              "&state=S&nonce=N&code_challenge=C&code_challenge_method=S256");
    snprintf(client.metadata.authorization_endpoint, URL_SIZE,
             "https://idp.example/auth?p=1");
    snprintf(order.login_hint, NAME_SIZE, "alice+x@example.org");
    order.fresh = true;
    text = ask();
    assert_non_null(
        strstr(text, "https://idp.example/auth?p=1&client_id=app&"));
    assert_non_null(strstr(text, "S256&login_hint=alice%2Bx%40example.org"
                                 "&prompt=login"));
    assert_null(strstr(address, "cret"));
    assert_null(strstr(address, exchange.verifier));
}

/* What leads to a refresh token elsewhere asks for too much at Microsoft. */
static void asks_for_consent_elsewhere(void **state)
{
    static const struct {
        const char *issuer, *scope;
        bool fresh;
        const char *prompt;
    } rows[] = {
        {"https://idp.example", "openid offline_access", false, "=consent"},
        {"https://idp.example", "openid offline_access", true,
         "=login%20consent"},
        {"https://idp.example", "openid", true, "=login"},
        {"https://login.microsoftonline.com/"
         "5f3c9d1e-7a46-4a0e-9d55-0c2b8f6e4a11/v2.0",
         "openid offline_access", true, "=login"},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        snprintf(client.metadata.issuer, URL_SIZE, "%s", rows[i].issuer);
        snprintf(client.scope, SCOPE_SIZE, "%s", rows[i].scope);
        order.fresh = rows[i].fresh;
        assert_string_equal(strstr(ask(), "&prompt") + strlen("&prompt"),
                            rows[i].prompt);
    }
    order.fresh = false;
    assert_null(strstr(ask(), "prompt"));
}

/* The longest address that the wire carries, and one byte more. */
static void measures_an_address(void **state)
{
    size_t room;

    (void) state;
    exchange.demand.claims[1] = '\0';
    assert_null(authorization_endpoint_compose(&exchange, &order, address));
    room = ADDRESS_SIZE - 1 - strlen(address) + strlen("%7B");
    memset(exchange.demand.claims, 'c', room + 1);
    exchange.demand.claims[room] = '\0';
    assert_null(authorization_endpoint_compose(&exchange, &order, address));
    assert_int_equal(strlen(address), ADDRESS_SIZE - 1);
    assert_string_equal(address + ADDRESS_SIZE - 1 - 5, "=S256");
    exchange.demand.claims[room] = 'c';
    exchange.demand.claims[room + 1] = '\0';
    assert_string_equal(
        authorization_endpoint_compose(&exchange, &order, address),
        "authorization_request_too_long");
}

static void redeems_a_code(void **state)
{
    (void) state;
    will_answer(200, "{\"access_token\":\"AT\",\"token_type\":\"bearer\","
                     "\"id_token\":\"IT\"}");
    token_endpoint_redeem(&exchange, "c+d/", &response);
    assert_int_equal(response.failure.answer, ANSWER_OK);
    assert_true(once);
    assert_string_equal(url, "https://idp.example/token");
    assert_string_equal(posted, SCOPED
                        "&grant_type=authorization_code&code=c%2Bd%2F"
                        "&redirect_uri=http%3A%2F%2F127.0.0.1%3A8400%2Fback"
                        "&code_verifier=V");
    assert_string_equal(authorization, BASIC);
}

/* As the metadata says; without a secret nothing proves the client. */
static void proves_the_client(void **state)
{
    (void) state;
    client.metadata.client_auth = CLIENT_AUTH_POST;
    token_endpoint_redeem(&exchange, "c", &response);
    assert_non_null(strstr(posted, "&client_secret=se%20cret"));
    assert_string_equal(authorization, "");
    for (int auth = 0; auth < CLIENT_AUTH_COUNT; auth++) {
        client.metadata.client_auth = auth;
        client.client_secret[0] = '\0';
        token_endpoint_redeem(&exchange, "c", &response);
        assert_null(strstr(posted, "secret"));
        assert_string_equal(authorization, "");
    }
}

/* An address that is gone, words that say little: which, and what was sent. */
static void tells_the_details(void **state)
{
    (void) state;
    will_answer(404, "<html>");
    token_endpoint_refresh(&exchange, "r", &response);
    assert_int_equal(response.failure.answer, ANSWER_MOVED);
    assert_string_equal(response.failure.reason, "endpoint_404");
    assert_string_equal(response.failure.detail, "https://idp.example/token");
    will_answer(400, "{\"error\":\"invalid_scope\",\"error_description\":"
                     "\"no\"}");
    token_endpoint_redeem(&exchange, "c", &response);
    assert_string_equal(response.failure.detail,
                        "the provider refuses scope = openid api://login/??");
    assert_string_equal(response.failure.description, "no");
    will_answer(403, "<html>");
    token_endpoint_refresh(&exchange, "r", &response);
    assert_string_equal(response.failure.detail,
                        "status 403 of https://idp.example/token");
    answer = (struct http_answer){.transport = ANSWER_MALFORMED,
                                  .reason = "redirect",
                                  .status = 302,
                                  .location = "https://evil.example/x?y"};
    token_endpoint_refresh(&exchange, "r", &response);
    assert_string_equal(response.failure.reason, "redirect");
    assert_string_equal(response.failure.detail, "it leads to evil.example");
}

static void redeems_a_refresh_token(void **state)
{
    (void) state;
    token_endpoint_refresh(&exchange, "RT", &response);
    assert_true(once);
    assert_string_equal(authorization, BASIC);
    /* No scope: what was granted may be less than what was asked for. */
    assert_string_equal(posted, COMMON "&grant_type=refresh_token"
                                       "&refresh_token=RT");
    snprintf(client.metadata.issuer, URL_SIZE,
             "https://login.microsoftonline.com/"
             "5f3c9d1e-7a46-4a0e-9d55-0c2b8f6e4a11/v2.0");
    token_endpoint_refresh(&exchange, "RT", &response);
    assert_string_equal(posted, SCOPED "&grant_type=refresh_token"
                                       "&refresh_token=RT");
}

/* A code that is no good is none of a challenge, unless it comes with one. */
static void tells_a_used_code(void **state)
{
    (void) state;
    will_answer(400, "{\"error\":\"invalid_grant\"}");
    token_endpoint_redeem(&exchange, "C", &response);
    assert_int_equal(response.failure.answer, ANSWER_EXPIRED);
    assert_string_equal(response.failure.error, "invalid_grant");
    will_answer(400, "{\"error\":\"invalid_grant\",\"error_codes\":[53003]}");
    token_endpoint_redeem(&exchange, "C", &response);
    assert_int_equal(response.failure.answer, ANSWER_BLOCKED);
    will_answer(400, "{\"error\":\"interaction_required\"}");
    token_endpoint_redeem(&exchange, "C", &response);
    assert_int_equal(response.failure.answer, ANSWER_INTERACT);
    will_answer(400, "{\"error\":\"invalid_grant\",\"claims\":"
                     "\"{\\\"access_token\\\":{\\\"acrs\\\":{\\\"essential\\\""
                     ":true,\\\"value\\\":\\\"c1\\\"}}}\"}");
    token_endpoint_redeem(&exchange, "C", &response);
    assert_int_equal(response.failure.answer, ANSWER_CHALLENGE);
}

static const struct {
    long status;
    const char *body;
    enum answer_class answer;
} refusals[] = {
    {400, "{\"error\":\"unauthorized_client\"}", ANSWER_NO_DEVICE_FLOW},
    {400, "{\"error\":\"unsupported_grant_type\"}", ANSWER_NO_DEVICE_FLOW},
    {400, "{\"error\":\"unsupported_response_type\"}", ANSWER_NO_DEVICE_FLOW},
    {404, "<html>", ANSWER_MOVED},
    {405, "", ANSWER_MOVED},
    {403, "<html>", ANSWER_TRANSIENT},
    {404, "{\"error\":\"invalid_request\"}", ANSWER_CONFIG},
    {400, "{\"error\":\"invalid_client\"}", ANSWER_CONFIG},
    {400, "{\"error\":\"unauthorized_client\",\"error_codes\":[700016]}",
     ANSWER_CONFIG},
    {400, "<html>", ANSWER_MALFORMED},
    {200, "{}", ANSWER_MALFORMED},
    {500, "", ANSWER_TRANSIENT},
};

static void tells_a_missing_device_flow(void **state)
{
    static struct device_response device;

    (void) state;
    for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
        will_answer(refusals[i].status, refusals[i].body);
        assert_false(device_endpoint_ask(&exchange, &device, &refusal));
        if (refusal.answer != (int) refusals[i].answer)
            fail_msg("%s: %d", refusals[i].body, refusal.answer);
    }
    assert_string_equal(posted, SCOPED);
    assert_string_equal(authorization, BASIC);
    answer = (struct http_answer){.transport = ANSWER_TRANSIENT};
    assert_false(device_endpoint_ask(&exchange, &device, &refusal));
    assert_int_equal(refusal.answer, ANSWER_TRANSIENT);
}

/* A random UUID names a request where the provider does not (RFC 9562). */
static void names_each_request(void **state)
{
    static const char shape[] = "client-request-id: "
                                "xxxxxxxx-xxxx-4xxx-vxxx-xxxxxxxxxxxx";
    static struct device_response device;
    char last[WORD_SIZE] = "";

    (void) state;
    will_answer(400, "{\"error\":\"x\"}");
    for (int i = 0; i < 50; i++) {
        token_endpoint_refresh(&exchange, "r", &response);
        assert_int_equal(strlen(header), strlen(shape));
        for (size_t at = strlen("client-request-id: "); shape[at]; at++) {
            const char *legal = shape[at] == 'x'   ? "0123456789abcdef"
                                : shape[at] == 'v' ? "89ab"
                                                   : &shape[at];
            size_t count = shape[at] == 'x' ? 16 : shape[at] == 'v' ? 4 : 1;

            assert_non_null(memchr(legal, header[at], count));
        }
        assert_string_equal(response.failure.correlation,
                            strchr(header, ' ') + 1);
        assert_string_not_equal(last, response.failure.correlation);
        snprintf(last, sizeof(last), "%s", response.failure.correlation);
    }
    assert_false(device_endpoint_ask(&exchange, &device, &refusal));
    assert_string_equal(refusal.correlation, header + 19);
    will_answer(400, "{\"error\":\"x\",\"correlation_id\":\"C\"}");
    assert_false(device_endpoint_ask(&exchange, &device, &refusal));
    assert_string_equal(refusal.correlation, "C");
    token_endpoint_refresh(&exchange, "r", &response);
    assert_string_equal(response.failure.correlation, "C");
}

static bool is_secret(const char *text)
{
    return strlen(text) == 43 && strspn(text, PLAIN) == 43;
}

/* RFC 7636 appendix B has the verifier and its challenge. */
static void draws_secrets(void **state)
{
    static struct exchange first;
    char digest[SIGNATURE_SHA256_SIZE];

    (void) state;
    assert_null(authorization_endpoint_compose(&exchange, &order, address));
    first = exchange;
    assert_null(authorization_endpoint_compose(&exchange, &order, address));
    assert_true(is_secret(first.nonce) && is_secret(first.state) &&
                is_secret(first.verifier));
    assert_string_not_equal(first.nonce, first.state);
    assert_string_not_equal(first.state, first.verifier);
    assert_string_not_equal(first.nonce, exchange.nonce);
    assert_string_not_equal(first.state, exchange.state);
    assert_string_not_equal(first.verifier, exchange.verifier);
    assert_true(signature_sha256("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
                                 digest));
    assert_string_equal(digest, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    assert_true(exchange_begin(&exchange, &order.demand));
    assert_string_equal(exchange.nonce, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(composes_an_address, begin),
        cmocka_unit_test_setup(asks_for_consent_elsewhere, begin),
        cmocka_unit_test_setup(measures_an_address, begin),
        cmocka_unit_test_setup(redeems_a_code, begin),
        cmocka_unit_test_setup(redeems_a_refresh_token, begin),
        cmocka_unit_test_setup(proves_the_client, begin),
        cmocka_unit_test_setup(tells_the_details, begin),
        cmocka_unit_test_setup(tells_a_used_code, begin),
        cmocka_unit_test_setup(tells_a_missing_device_flow, begin),
        cmocka_unit_test_setup(names_each_request, begin),
        cmocka_unit_test_setup(draws_secrets, begin),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
