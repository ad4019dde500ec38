/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Orders of the keeper, carried out with a provider and a keeper that answer
 * from a script: keys that changed, and a refresh without an ID token.
 */

#include "agent/keeper_link.h"
#include "agent/role_client.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#define KEYS                                                                  \
    "{\"keys\":[{\"kty\":\"EC\",\"kid\":\"e\",\"crv\":\"P-256\",\"x\":"       \
    "\"cWnN4cWnm7MD_z7pVKdjqfCxoKTzzm3g5B1BRvtOos4\",\"y\":"                  \
    "\"14oovz6dLdKTzmiGaKxyl8sf2bkQIG_LM-ISGHvNoWo\"}]}"
/* Of the same name. */
#define OLD_KEYS                                                              \
    "{\"keys\":[{\"kty\":\"EC\",\"kid\":\"e\",\"crv\":\"P-256\",\"x\":"       \
    "\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\",\"y\":"                  \
    "\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"}]}"
/* Signed once with the key of KEYS, which is not kept, at 1700000000. */
#define ID_TOKEN                                                              \
    "eyJhbGciOiJFUzI1NiIsImtpZCI6ImUiLCJ0eXAiOiJKV1QifQ."                     \
    "eyJpc3MiOiJodHRwczovL2lkcC5leGFtcGxlLyIsInN1YiI6IjI0ODI4OTc2MTAwMSIs"    \
    "ImF1ZCI6ImNsaWVudC0xIiwiZXhwIjoxNzAwMDAzNjAwLCJpYXQiOjE3MDAwMDAwMDAs"    \
    "Im5vbmNlIjoibi0wUzZfV3pBMk1qIn0."                                        \
    "1MpBtVcTJ5PsgR6d1MFhM74_5gzYemy2jDpdeQhZpmKiLjNRdKU4-MyHWwOp3BJGBvuEJw"  \
    "VyRhEvJ0G6iiG_bQ"
#define WITH_ID "{\"access_token\":\"AT\",\"id_token\":\"" ID_TOKEN "\"}"
#define WITH_BOTH                                                             \
    "{\"access_token\":\"AT\",\"refresh_token\":\"NEW\",\"id_token\":"        \
    "\"" ID_TOKEN "\"}"
#define WITHOUT_ID "{\"access_token\":\"AT\",\"refresh_token\":\"NEW\"}"

/* What the provider answers, one after the other, and what it was asked. */
static const struct scripted {
    long status;
    const char *body;
} * answers;
static int asked;
static char urls[2][URL_SIZE];
static char authorization[LINE_SIZE];

/* What the keeper orders and heard. */
static struct client client;
static int orders;
static const char *new_keys;
static int stale;
static int keeps;
static int asked_before; /* the last of them */
static int failures;
static struct failure failure;
static int successes;
static struct tokens tokens;

time_t time(time_t *ret_time)
{
    (void) ret_time;
    return 1700000000;
}

void http_send(struct http *http, const struct http_request *request,
               struct http_answer *ret_answer)
{
    static char body[2048];

    (void) http;
    assert_in_range(asked, 0, 1);
    snprintf(body, sizeof(body), "%s", answers[asked].body);
    snprintf(urls[asked], URL_SIZE, "%s", request->url);
    snprintf(authorization, sizeof(authorization), "%s",
             request->authorization == NULL ? "" : request->authorization);
    *ret_answer = (struct http_answer){.transport = ANSWER_OK,
                                       .status = answers[asked++].status,
                                       .body = body,
                                       .length = strlen(body)};
}

int64_t http_requests(const struct http *http)
{
    (void) http;
    return asked;
}

int64_t http_remaining(const struct http *http)
{
    (void) http;
    return 60000;
}

bool keeper_link_pause(int64_t milliseconds)
{
    (void) milliseconds;
    return true;
}

bool keeper_link_receive(enum reading reading, enum message_type *ret_type,
                         union message *ret_message)
{
    if (reading == READING_KEYS) {
        *ret_type = MESSAGE_KEYS;
        snprintf(ret_message->keys.keys, KEYS_SIZE, "%s", new_keys);
        return true;
    }
    assert_int_equal(reading, READING_ORDER);
    *ret_type = MESSAGE_REFRESH;
    ret_message->refresh =
        (struct refresh){.demand.max_age = -1, .refresh_token = "OLD"};
    return orders-- > 0;
}

bool keeper_link_send(const struct http *http, enum message_type type,
                      void *message)
{
    (void) http;
    stale += type == MESSAGE_STALE_KEYS;
    if (type == MESSAGE_KEEP) {
        keeps++;
        asked_before = asked;
        assert_int_equal(stale + failures + successes, 0);
        assert_string_equal(((struct keep *) message)->refresh_token, "NEW");
    }
    if (type == MESSAGE_FAILURE) {
        failures++;
        failure = *(struct failure *) message;
    } else if (type == MESSAGE_TOKENS) {
        successes++;
        tokens = *(struct tokens *) message;
    }
    return true;
}

static int begin(void **state)
{
    (void) state;
    client = (struct client){
        .metadata = {.issuer = "https://idp.example/",
                     .token_endpoint = "https://idp.example/token",
                     .userinfo_endpoint = "https://idp.example/me",
                     .keys = OLD_KEYS},
        .required.max_age = -1,
        .client_id = "client-1"};
    asked = stale = failures = successes = keeps = 0;
    memset(&failure, 0, sizeof(failure));
    memset(&tokens, 0, sizeof(tokens));
    return 0;
}

static void run(int count, const struct scripted *scripted)
{
    orders = count;
    answers = scripted;
    role_client_run(NULL, &client);
}

static const struct scripted two_with_id[] = {{200, WITH_ID}, {200, WITH_ID}};

/* Once, and never again in this login. */
static void keys_are_fetched_once(void **state)
{
    (void) state;
    new_keys = OLD_KEYS;
    run(2, two_with_id);
    assert_int_equal(stale, 1);
    assert_int_equal(successes, 0);
    assert_int_equal(failures, 2);
    assert_int_equal(failure.answer, ANSWER_UNTRUSTED);
    assert_string_equal(failure.reason, "signature_wrong");
}

static void a_key_changes_under_its_name(void **state)
{
    (void) state;
    new_keys = KEYS;
    run(1, two_with_id);
    assert_int_equal(stale, 1);
    assert_int_equal(failures, 0);
    assert_int_equal(successes, 1);
    assert_string_equal(tokens.claims.subject, "248289761001");
    assert_false(tokens.claims.from_userinfo);
}

static void good_keys_are_kept(void **state)
{
    (void) state;
    snprintf(client.metadata.keys, KEYS_SIZE, "%s", KEYS);
    run(2, two_with_id);
    assert_int_equal(stale, 0);
    assert_int_equal(successes, 2);
}

static void userinfo_names_the_person(void **state)
{
    static const struct scripted script[] = {
        {200, WITHOUT_ID},
        {200, "{\"sub\":\"s-1\",\"preferred_username\":\"root\"}"}};

    (void) state;
    run(1, script);
    assert_int_equal(failures, 0);
    assert_int_equal(successes, 1);
    assert_string_equal(urls[1], "https://idp.example/me");
    assert_string_equal(authorization, "Authorization: Bearer AT");
    assert_true(tokens.claims.from_userinfo);
    assert_string_equal(tokens.claims.issuer, "https://idp.example/");
    assert_string_equal(tokens.claims.subject, "s-1");
    assert_string_equal(tokens.claims.username, "");
    assert_false(tokens.claims.required_shown);
    assert_string_equal(tokens.refresh_token, "NEW");
    assert_string_equal(tokens.access_token, "AT");
}

/* The stored token is spent: nothing but a sign-in may come of it. */
static void userinfo_of_no_use(void **state)
{
    static const struct scripted scripts[][2] = {
        {{200, WITHOUT_ID}, {200, "{}"}},
        {{200, WITHOUT_ID}, {200, "{\"sub\":7}"}},
        {{200, WITHOUT_ID}, {200, "{\"sub\":\"a\\nb\"}"}},
        {{200, WITHOUT_ID}, {200, "eyJhbGciOiJub25lIn0.e30."}},
        {{200, WITHOUT_ID}, {401, "{\"sub\":\"s\"}"}},
        {{200, WITHOUT_ID}, {404, ""}},
        {{200, WITHOUT_ID}, {503, ""}},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(scripts) / sizeof(scripts[0]); i++) {
        begin(NULL);
        run(1, scripts[i]);
        assert_int_equal(asked, 2);
        assert_int_equal(keeps, 1);
        assert_int_equal(asked_before, 1);
        assert_int_equal(successes, 0);
        assert_int_equal(failure.answer, ANSWER_INTERACT);
        assert_string_equal(failure.reason, "id_token_missing");
        assert_non_null(strstr(failure.detail, "userinfo endpoint"));
    }
}

/* The old token is spent, and whoever checks the rest may fail. */
static void a_new_token_is_kept_first(void **state)
{
    static const struct scripted script[] = {{200, WITH_BOTH}};

    (void) state;
    new_keys = OLD_KEYS;
    run(1, script);
    assert_int_equal(keeps, 1);
    assert_int_equal(stale, 1);
    assert_int_equal(failures, 1);
}

/* Also where no key would help. */
static void a_new_token_outlives_a_bad_answer(void **state)
{
    static const struct scripted script[] = {
        {200, "{\"access_token\":\"AT\",\"refresh_token\":\"NEW\","
              "\"id_token\":\"x.y.z\"}"}};

    (void) state;
    run(1, script);
    assert_int_equal(keeps, 1);
    assert_int_equal(stale, 0);
    assert_int_equal(failures, 1);
}

/* The tokens bring it along. */
static void a_good_answer_needs_no_keeping(void **state)
{
    static const struct scripted script[] = {{200, WITH_BOTH}};

    (void) state;
    snprintf(client.metadata.keys, KEYS_SIZE, "%s", KEYS);
    run(1, script);
    assert_int_equal(keeps, 0);
    assert_string_equal(tokens.refresh_token, "NEW");
}

/* What is demanded only an ID token can show. */
static void userinfo_is_not_asked(void **state)
{
    static const struct scripted script[] = {{200, WITHOUT_ID}};

    (void) state;
    for (int i = 0; i < 5; i++) {
        begin(NULL);
        if (i == 0)
            snprintf(client.required.acr_values, ACR_SIZE, "gold");
        else if (i == 1)
            client.required.max_age = 60;
        else if (i == 2)
            snprintf(client.required.claims, CLAIMS_SIZE,
                     "{\"id_token\":{\"acr\":null}}");
        else if (i == 3)
            client.metadata.userinfo_endpoint[0] = '\0';
        else
            snprintf(client.metadata.issuer, URL_SIZE,
                     "https://login.microsoftonline.com/"
                     "5f3c9d1e-7a46-4a0e-9d55-0c2b8f6e4a11/v2.0");
        run(1, script);
        assert_int_equal(asked, 1);
        assert_int_equal(failure.answer, ANSWER_INTERACT);
        assert_string_equal(failure.reason, "id_token_missing");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(good_keys_are_kept, begin),
        cmocka_unit_test_setup(a_key_changes_under_its_name, begin),
        cmocka_unit_test_setup(keys_are_fetched_once, begin),
        cmocka_unit_test_setup(userinfo_names_the_person, begin),
        cmocka_unit_test_setup(userinfo_of_no_use, begin),
        cmocka_unit_test_setup(userinfo_is_not_asked, begin),
        cmocka_unit_test_setup(a_new_token_is_kept_first, begin),
        cmocka_unit_test_setup(a_new_token_outlives_a_bad_answer, begin),
        cmocka_unit_test_setup(a_good_answer_needs_no_keeping, begin),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
