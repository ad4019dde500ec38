/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What the relay sends browsers to: an authorization request of its own
 * clients at its own providers, and nothing that looks like one.
 */

#include "relay/forward.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define ENDPOINT "https://idp.example/authorize"
#define SECOND "https://idp.example:8443/realm/auth"
#define CHALLENGE "abcdefghijklmnopqrstuvwxyz0123456789-_ABCDE"
#define BACK "redirect_uri=https%3A%2F%2Fsignin.example.com%2Fcallback"
#define CLIENT "client_id=app-1"
#define CODE "response_type=code"
#define STATE "state=S-1"
#define PKCE "code_challenge=" CHALLENGE "&code_challenge_method=S256"
#define REST "&" CLIENT "&" CODE "&" STATE "&" PKCE
#define GOOD ENDPOINT "?" BACK REST

static const struct relay_settings settings = {
    .public_url = "https://signin.example.com",
    .authorization_endpoints = ENDPOINT " " SECOND,
    .client_ids = "app-1 app-2",
};

static const struct row {
    const char *url;
    enum forward forward;
} rows[] = {
    {GOOD, FORWARD_RIGHT},
    {SECOND "?" BACK REST, FORWARD_RIGHT},
    {GOOD "&response_mode=query", FORWARD_RIGHT},
    {GOOD "&claims=%7B%22id_token%22%3A1%7D&prompt=login&x=%zz",
     FORWARD_RIGHT},
    {ENDPOINT "?redirect_uri=https://signin.example.com/callback" REST,
     FORWARD_RIGHT},
    {ENDPOINT "?" BACK "&client_id=app%2d2&" CODE "&" STATE "&" PKCE,
     FORWARD_RIGHT},
    {ENDPOINT "?client_%69d=app-1&" BACK "&" CODE "&" STATE "&" PKCE,
     FORWARD_RIGHT},
    /* another endpoint, client or redirect URI */
    {"", FORWARD_MALFORMED},
    {ENDPOINT "/?" BACK REST, FORWARD_FOREIGN},
    {"https://idp.example/authorize2?" BACK REST, FORWARD_FOREIGN},
    {"https://idp.example/authoriz?" BACK REST, FORWARD_FOREIGN},
    {"https://idp.example.evil.example/authorize?" BACK REST, FORWARD_FOREIGN},
    {"https://idp.example@evil.example/authorize?" BACK REST, FORWARD_FOREIGN},
    {"HTTPS://idp.example/authorize?" BACK REST, FORWARD_FOREIGN},
    {"javascript:alert(1)?" BACK REST, FORWARD_FOREIGN},
    {"?" BACK REST, FORWARD_FOREIGN},
    {ENDPOINT, FORWARD_MALFORMED},
    {ENDPOINT "?", FORWARD_MALFORMED},
    {ENDPOINT "?redirect_uri=https%3A%2F%2Fevil.example%2Fcallback" REST,
     FORWARD_FOREIGN},
    {ENDPOINT
     "?redirect_uri=https%3A%2F%2Fsignin.example.com%2Fcallback%2F" REST,
     FORWARD_FOREIGN},
    {ENDPOINT "?redirect_uri=" REST, FORWARD_FOREIGN},
    {ENDPOINT "?" CLIENT "&" CODE "&" STATE "&" PKCE, FORWARD_FOREIGN},
    {ENDPOINT "?" BACK "&client_id=app-3&" CODE "&" STATE "&" PKCE,
     FORWARD_FOREIGN},
    {ENDPOINT "?" BACK "&client_id=app-1+app-2&" CODE "&" STATE "&" PKCE,
     FORWARD_FOREIGN},
    {ENDPOINT "?" BACK "&client_id=&" CODE "&" STATE "&" PKCE,
     FORWARD_FOREIGN},
    {ENDPOINT "?" BACK "&" CODE "&" STATE "&" PKCE, FORWARD_FOREIGN},
    /* twice */
    {GOOD "&" BACK, FORWARD_MALFORMED},
    {GOOD "&" CLIENT, FORWARD_MALFORMED},
    {GOOD "&client%5Fid=app-3", FORWARD_MALFORMED},
    {GOOD "&" CODE, FORWARD_MALFORMED},
    {GOOD "&" STATE, FORWARD_MALFORMED},
    {GOOD "&state", FORWARD_MALFORMED},
    {GOOD "&" PKCE, FORWARD_MALFORMED},
    {GOOD "&response_mode=query&response_mode=query", FORWARD_MALFORMED},
    /* not the flow */
    {GOOD "&response_mode=form_post", FORWARD_MALFORMED},
    {GOOD "&response_mode=fragment", FORWARD_MALFORMED},
    {GOOD "&response_mode=", FORWARD_MALFORMED},
    {GOOD "&request=x", FORWARD_MALFORMED},
    {GOOD "&request_uri=https%3A%2F%2Fevil.example", FORWARD_MALFORMED},
    {ENDPOINT "?" BACK "&" CLIENT "&response_type=token&" STATE "&" PKCE,
     FORWARD_MALFORMED},
    {ENDPOINT "?" BACK "&" CLIENT "&response_type=code+id_token&" STATE
              "&" PKCE,
     FORWARD_MALFORMED},
    {ENDPOINT "?" BACK "&" CLIENT "&" STATE "&" PKCE, FORWARD_MALFORMED},
    {ENDPOINT "?" BACK "&" CLIENT "&" CODE "&" PKCE, FORWARD_MALFORMED},
    {ENDPOINT "?" BACK "&" CLIENT "&" CODE "&state=&" PKCE, FORWARD_MALFORMED},
    {ENDPOINT "?" BACK "&" CLIENT "&" CODE "&state=%01&" PKCE,
     FORWARD_MALFORMED},
    {ENDPOINT "?" BACK "&" CLIENT "&" CODE "&state=%00&" PKCE,
     FORWARD_MALFORMED},
    {ENDPOINT "?" BACK "&" CLIENT "&" CODE "&state=%zz&" PKCE,
     FORWARD_MALFORMED},
    {ENDPOINT "?" BACK "&" CLIENT "&" CODE "&" STATE
              "&code_challenge=" CHALLENGE "&code_challenge_method=plain",
     FORWARD_MALFORMED},
    {ENDPOINT "?" BACK "&" CLIENT "&" CODE "&" STATE
              "&code_challenge=" CHALLENGE,
     FORWARD_MALFORMED},
    {ENDPOINT "?" BACK "&" CLIENT "&" CODE "&" STATE
              "&code_challenge=" CHALLENGE "F&code_challenge_method=S256",
     FORWARD_MALFORMED},
    {ENDPOINT "?" BACK "&" CLIENT "&" CODE "&" STATE
              "&code_challenge=a%2Bcdefghijklmnopqrstuvwxyz0123456789-_ABCDE"
              "&code_challenge_method=S256",
     FORWARD_MALFORMED},
    {ENDPOINT "?" BACK "&" CLIENT "&" CODE "&" STATE
              "&code_challenge_method=S256",
     FORWARD_MALFORMED},
    /* read by a browser otherwise than by us */
    {GOOD "#x", FORWARD_MALFORMED},
    {GOOD "\\", FORWARD_MALFORMED},
    {GOOD " ", FORWARD_MALFORMED},
    {GOOD "\t", FORWARD_MALFORMED},
    {GOOD "\r\nSet-Cookie: x=y", FORWARD_MALFORMED},
    {GOOD "\"", FORWARD_MALFORMED},
    {GOOD "<", FORWARD_MALFORMED},
    {GOOD "\xc3\xa4", FORWARD_MALFORMED},
    {GOOD "\x7f", FORWARD_MALFORMED},
};

static void each_row(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char forward_state[LINE_SIZE];
        enum forward forward =
            forward_judge(rows[i].url, &settings, forward_state);

        if (forward != rows[i].forward)
            fail_msg("%s: %d", rows[i].url, forward);
        if (forward == FORWARD_RIGHT)
            assert_string_equal(forward_state, "S-1");
    }
}

static void a_state_is_decoded(void **state)
{
    char forward_state[LINE_SIZE];

    (void) state;
    assert_int_equal(forward_judge(ENDPOINT "?" BACK "&" CLIENT "&" CODE
                                            "&state=a%2fb+c&" PKCE,
                                   &settings, forward_state),
                     FORWARD_RIGHT);
    assert_string_equal(forward_state, "a/b c");
}

static void as_long_as_may_be(void **state)
{
    static char url[FORWARD_SIZE + 1];
    char forward_state[LINE_SIZE];
    size_t length = strlen(GOOD);

    (void) state;
    memset(url, 'x', FORWARD_SIZE);
    memcpy(url, GOOD, length);
    url[length] = '&';
    assert_int_equal(forward_judge(url, &settings, forward_state),
                     FORWARD_MALFORMED);
    url[FORWARD_SIZE - 1] = '\0';
    assert_int_equal(forward_judge(url, &settings, forward_state),
                     FORWARD_RIGHT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_row),
        cmocka_unit_test(a_state_is_decoded),
        cmocka_unit_test(as_long_as_may_be),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
