/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Providers quote the secret that they refuse; what is logged of their words
 * may hold no part of it.
 */

#include "agent/device_endpoint.h"
#include "agent/token_endpoint.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define SECRET "0.AXoA-refresh.token~of_some_length-0123456789"

static struct http_answer answer;
static struct client client = {
    .metadata = {.issuer = "https://idp.example",
                 .token_endpoint = "https://idp.example/token",
                 .device_endpoint = "https://idp.example/device"},
    .client_id = "app"};
static struct exchange exchange = {.client = &client, .demand.max_age = -1};
static struct token_response response;
static struct device_response device;

/* In place of the network. */
void http_send(struct http *http, const struct http_request *request,
               struct http_answer *ret_answer)
{
    (void) http;
    (void) request;
    *ret_answer = answer;
}

/* Words of the provider, in front of the secret. */
static void will_say(int room, const char *suberror)
{
    static char body[LINE_SIZE];

    snprintf(body, sizeof(body),
             "{\"error\":\"invalid_grant\",\"suberror\":\"%s\","
             "\"error_description\":\"%*s" SECRET "\"}",
             suberror, room, "");
    answer = (struct http_answer){.transport = ANSWER_OK,
                                  .status = 400,
                                  .body = body,
                                  .length = strlen(body)};
}

/* Wherever the description is cut. */
static void a_refresh_token_is_left_out(void **state)
{
    (void) state;
    for (int room = 0; room < 300; room++) {
        will_say(room, SECRET);
        token_endpoint_refresh(&exchange, SECRET, &response);
        assert_null(
            memmem(&response.failure, sizeof(response.failure), SECRET, 16));
        assert_string_equal(response.failure.error, "invalid_grant");
    }
}

static void so_is_a_code(void **state)
{
    (void) state;
    will_say(1, "");
    token_endpoint_poll(&exchange, SECRET, &response);
    assert_string_equal(response.failure.description, "");
    token_endpoint_redeem(&exchange, SECRET, &response);
    assert_string_equal(response.failure.description, "");
}

static void so_is_what_proves_the_client(void **state)
{
    (void) state;
    will_say(1, "");
    snprintf(client.client_secret, SECRET_SIZE, "%s", SECRET);
    assert_false(device_endpoint_ask(&exchange, &device, &response.failure));
    assert_string_equal(response.failure.description, "");
    client.client_secret[0] = '\0';
    snprintf(exchange.verifier, sizeof(exchange.verifier), "%.43s", SECRET);
    token_endpoint_redeem(&exchange, "another code", &response);
    assert_string_equal(response.failure.description, "");
    exchange.verifier[0] = '\0';
}

static void other_words_are_told(void **state)
{
    (void) state;
    will_say(1, "word");
    token_endpoint_refresh(&exchange, "another token", &response);
    assert_string_equal(response.failure.description, " " SECRET);
    assert_string_equal(response.failure.suberror, "word");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_refresh_token_is_left_out),
        cmocka_unit_test(so_is_a_code),
        cmocka_unit_test(so_is_what_proves_the_client),
        cmocka_unit_test(other_words_are_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
