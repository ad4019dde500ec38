/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What `explain` does not show of a device authorization response; the rest
 * is in tests/explain/device.case.
 */

#include "agent/device_response.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct device_response device;
static struct failure refusal;

static bool parse(long status, const char *body)
{
    char copy[1024];
    struct http_answer answer = {
        .transport = ANSWER_OK,
        .status = status,
        .body = copy,
        .length = strlen(body),
    };

    assert_true(strlen(body) < sizeof(copy));
    strcpy(copy, body);
    memset(&device, 'x', sizeof(device));
    memset(&refusal, 'x', sizeof(refusal));
    return device_response_parse(&answer, &device, &refusal);
}

static void the_device_code_is_delivered(void **state)
{
    (void) state;
    assert_true(parse(200, "{\"device_code\":\"secret\",\"user_code\":"
                           "\"AB CD\",\"verification_uri\":\"https://e.com/"
                           "\",\"expires_in\":60}"));
    assert_string_equal(device.device_code, "secret");
    assert_string_equal(device.user_code, "AB CD");
    assert_string_equal(device.verification_uri_complete, "");
    assert_int_equal(device.interval, DEVICE_INTERVAL_DEFAULT);
}

static void nothing_is_left_of_a_refused_response(void **state)
{
    static const struct device_response nothing;
    static const char *const bodies[] = {
        "{\"device_code\":\"secret\",\"user_code\":\"A\",\"expires_in\":60}",
        "{\"device_code\":\"se\\ncret\",\"user_code\":\"A\","
        "\"verification_uri\":\"https://e.com/\",\"expires_in\":60}",
        "{\"device_code\":\"secret\",\"user_code\":\"A\","
        "\"verification_uri\":\"https://e.com/\",\"expires_in\":null}",
    };

    (void) state;
    for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
        assert_false(parse(200, bodies[i]));
        assert_memory_equal(&device, &nothing, sizeof(nothing));
        assert_int_equal(refusal.answer, ANSWER_MALFORMED);
    }
}

static void a_refusal_is_never_a_success(void **state)
{
    (void) state;
    assert_false(parse(200, "{\"access_token\":\"a\"}"));
    assert_int_equal(refusal.answer, ANSWER_MALFORMED);
}

static void an_error_is_explained(void **state)
{
    (void) state;
    assert_false(parse(400, "{\"error\":\"invalid_grant\",\"error_codes\":"
                            "[50076],\"trace_id\":\"t\",\"claims\":"
                            "{\"a\":null}}"));
    assert_int_equal(refusal.answer, ANSWER_CHALLENGE);
    assert_string_equal(refusal.codes, "50076");
    assert_string_equal(refusal.trace, "t");
    assert_string_equal(refusal.demand.claims, "{\"a\":null}");
    /* the states of a poll are none here */
    assert_false(parse(400, "{\"error\":\"slow_down\"}"));
    assert_int_equal(refusal.answer, ANSWER_CONFIG);
}

static void the_transport_comes_first(void **state)
{
    struct http_answer answer = {.transport = ANSWER_UNTRUSTED};

    (void) state;
    assert_false(device_response_parse(&answer, &device, &refusal));
    assert_int_equal(refusal.answer, ANSWER_UNTRUSTED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_device_code_is_delivered),
        cmocka_unit_test(nothing_is_left_of_a_refused_response),
        cmocka_unit_test(a_refusal_is_never_a_success),
        cmocka_unit_test(an_error_is_explained),
        cmocka_unit_test(the_transport_comes_first),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
