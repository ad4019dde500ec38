/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What `explain` does not show of a token endpoint's answer; the classes
 * themselves are in tests/explain/token-response.case.
 */

#include "agent/token_response.h"
#include "shared/entra_codes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct token_response response;

static enum answer_class parse_as(enum token_request request, long status,
                                  const char *body)
{
    char copy[64 * 1024];
    struct http_answer answer = {
        .transport = ANSWER_OK,
        .status = status,
        .body = copy,
        .length = strlen(body),
    };

    assert_true(strlen(body) < sizeof(copy));
    strcpy(copy, body);
    memset(&response, 'x', sizeof(response));
    token_response_parse(&answer, request, &response);
    return response.failure.answer;
}

static enum answer_class parse(long status, const char *body)
{
    return parse_as(TOKEN_CODE, status, body);
}

static void tokens_are_delivered(void **state)
{
    (void) state;
    assert_int_equal(parse(200, "{\"access_token\":\"a.b\",\"refresh_token\":"
                                "\"r r\",\"id_token\":\"h.p.s\"}"),
                     ANSWER_OK);
    assert_string_equal(response.access_token, "a.b");
    assert_string_equal(response.refresh_token, "r r");
    assert_string_equal(response.id_token, "h.p.s");
    assert_string_equal(response.failure.demand.claims, "");
    assert_int_equal(response.retry_after, 0);
}

static void tokens_may_be_missing(void **state)
{
    (void) state;
    assert_int_equal(parse(200, "{\"access_token\":\"a\",\"refresh_token\":"
                                "null,\"id_token\":\"\"}"),
                     ANSWER_OK);
    assert_string_equal(response.refresh_token, "");
    assert_string_equal(response.id_token, "");
}

static void no_token_is_left_of_a_bad_answer(void **state)
{
    static const char *const bodies[] = {
        "{\"access_token\":\"a\",\"refresh_token\":\"r\",\"id_token\":7}",
        "{\"access_token\":\"a\",\"refresh_token\":\"r\\n\"}",
        "{\"access_token\":\"a\",\"id_token\":\"\\u00e9\"}",
        "{\"access_token\":\"a\",\"token_type\":7}",
        "{\"access_token\":\"a\",\"token_type\":\"Bearer \"}",
    };
    static const char nothing[TOKEN_SIZE];

    (void) state;
    for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
        assert_int_equal(parse(200, bodies[i]), ANSWER_MALFORMED);
        assert_memory_equal(response.access_token, nothing, TOKEN_SIZE);
        assert_memory_equal(response.refresh_token, nothing, TOKEN_SIZE);
    }
}

static void tokens_have_a_ceiling(void **state)
{
    char body[64 * 1024];

    (void) state;
    for (int length = TOKEN_SIZE - 1; length <= TOKEN_SIZE; length++) {
        snprintf(body, sizeof(body),
                 "{\"access_token\":\"a\",\"refresh_token\":\"%0*d\"}", length,
                 0);
        assert_int_equal(parse(200, body),
                         length < TOKEN_SIZE ? ANSWER_OK : ANSWER_MALFORMED);
    }
}

/* Only a resource and the userinfo endpoint need an access token. */
static void a_long_access_token_is_left_out(void **state)
{
    char body[64 * 1024];

    (void) state;
    snprintf(body, sizeof(body),
             "{\"access_token\":\"%0*d\",\"id_token\":\"i\"}", TOKEN_SIZE, 7);
    assert_int_equal(parse(200, body), ANSWER_OK);
    assert_string_equal(response.access_token, "");
    assert_string_equal(response.id_token, "i");
    snprintf(body, sizeof(body), "{\"access_token\":\"%0*d\\n\"}", TOKEN_SIZE,
             7);
    assert_int_equal(parse(200, body), ANSWER_MALFORMED);
}

/* What is asked changes what an answer means. */
static void the_request_decides(void **state)
{
    static const struct {
        long status;
        const char *body;
        enum answer_class refresh, device, code;
    } rows[] = {
        {400, "{\"error\":\"invalid_request\"}", ANSWER_INTERACT,
         ANSWER_CONFIG, ANSWER_CONFIG},
        {200, "{\"error\":\"invalid_request\"}", ANSWER_INTERACT,
         ANSWER_CONFIG, ANSWER_CONFIG},
        {400, "{\"error\":\"unsupported_grant_type\"}", ANSWER_INTERACT,
         ANSWER_CONFIG, ANSWER_CONFIG},
        {400, "{\"error\":\"access_denied\"}", ANSWER_INTERACT, ANSWER_BLOCKED,
         ANSWER_BLOCKED},
        {401, "{\"error\":\"invalid_client\"}", ANSWER_CONFIG, ANSWER_CONFIG,
         ANSWER_CONFIG},
        {400, "{\"error\":\"unauthorized_client\"}", ANSWER_CONFIG,
         ANSWER_CONFIG, ANSWER_CONFIG},
        {400, "", ANSWER_INTERACT, ANSWER_MALFORMED, ANSWER_MALFORMED},
        {401, "<html>", ANSWER_INTERACT, ANSWER_MALFORMED, ANSWER_MALFORMED},
        {403, "<html>", ANSWER_TRANSIENT, ANSWER_TRANSIENT, ANSWER_TRANSIENT},
        {404, "", ANSWER_MOVED, ANSWER_MOVED, ANSWER_MOVED},
        {405, "<html>", ANSWER_MOVED, ANSWER_MOVED, ANSWER_MOVED},
        {404, "{\"error\":\"invalid_grant\"}", ANSWER_INTERACT,
         ANSWER_INTERACT, ANSWER_INTERACT},
        {200, "<html>", ANSWER_MALFORMED, ANSWER_MALFORMED, ANSWER_MALFORMED},
        {204, "", ANSWER_MALFORMED, ANSWER_MALFORMED, ANSWER_MALFORMED},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (parse_as(TOKEN_REFRESH, rows[i].status, rows[i].body) !=
                rows[i].refresh ||
            parse_as(TOKEN_DEVICE, rows[i].status, rows[i].body) !=
                rows[i].device ||
            parse_as(TOKEN_CODE, rows[i].status, rows[i].body) != rows[i].code)
            fail_msg("%ld %s", rows[i].status, rows[i].body);
}

static void the_words_are_kept(void **state)
{
    (void) state;
    parse(400, "{\"error\":\"x\",\"error_description\":"
               "\"AADSTS1: no\\u001b[2J \\u00e9\\r\\nTrace ID: 1\"}");
    assert_string_equal(response.failure.description, "AADSTS1: no?[2J ??");
    parse(400, "{\"error\":\"x\",\"error_description\":7}");
    assert_string_equal(response.failure.description, "");
}

/* Entra's numbers have up to seven digits; a longer one is somebody else's. */
static void a_number_in_the_words_has_a_length(void **state)
{
    (void) state;
    parse(400, "{\"error\":\"x\",\"error_description\":"
               "\"AADSTS1234567890: a\"}");
    assert_string_equal(response.failure.codes, "1234567890");
    parse(400, "{\"error\":\"x\",\"error_description\":"
               "\"AADSTS12345678901: a\"}");
    assert_string_equal(response.failure.codes, "");
}

static void an_error_delivers_no_token(void **state)
{
    (void) state;
    assert_int_equal(
        parse(200, "{\"error\":\"invalid_grant\",\"access_token\":\"a\"}"),
        ANSWER_INTERACT);
    assert_string_equal(response.access_token, "");
}

static void the_transport_comes_first(void **state)
{
    static const enum answer_class transports[] = {
        ANSWER_TRANSIENT, ANSWER_UNTRUSTED, ANSWER_MALFORMED};

    (void) state;
    for (size_t i = 0; i < sizeof(transports) / sizeof(transports[0]); i++) {
        struct http_answer answer = {.transport = transports[i],
                                     .reason = "why"};

        token_response_parse(&answer, TOKEN_POLL, &response);
        assert_int_equal(response.failure.answer, transports[i]);
        assert_string_equal(response.failure.reason, "why");
    }
}

static void a_wait_is_passed_on(void **state)
{
    char body[] = "{\"error\":\"invalid_grant\"}";
    static const struct {
        long status;
        int64_t header, wait;
        enum answer_class answer;
    } rows[] = {
        {400, 0, 0, ANSWER_INTERACT},
        {400, 7, 7, ANSWER_THROTTLED},
        {400, -1, 0, ANSWER_INTERACT},
        {429, 0, RETRY_AFTER_DEFAULT, ANSWER_THROTTLED},
        {429, -1, RETRY_AFTER_DEFAULT, ANSWER_THROTTLED},
        {429, 7, 7, ANSWER_THROTTLED},
        {503, 0, 0, ANSWER_TRANSIENT},
        {503, 7, 7, ANSWER_THROTTLED},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct http_answer answer = {
            .transport = ANSWER_OK,
            .status = rows[i].status,
            .body = body,
            .length = strlen(body),
            .retry_after = rows[i].header,
        };

        token_response_parse(&answer, TOKEN_REFRESH, &response);
        assert_int_equal(response.failure.answer, rows[i].answer);
        assert_int_equal(response.retry_after, rows[i].wait);
    }
}

static void only_a_loop_is_one(void **state)
{
    static const struct {
        long status;
        const char *body;
        bool loop;
    } rows[] = {
        {429, "{\"error\":\"invalid_grant\"}", false},
        {429, "{\"error\":\"x\",\"error_codes\":[50196]}", true},
        {400, "{\"error\":\"invalid_grant\",\"error_codes\":[50196]}", true},
        {400, "{\"error\":\"x\",\"error_codes\":[50196,50058]}", true},
        {400, "{\"error\":\"x\",\"error_codes\":[90055]}", false},
        {400,
         "{\"error\":\"authorization_pending\",\"error_codes\":[7,50196]}",
         true},
        {429,
         "{\"error\":\"x\",\"error_codes\":[150196,501960,5019,4295017492]}",
         false},
        {400, "{\"error\":\"x\",\"error_description\":\"AADSTS50196: a\"}",
         true},
        {200, "{\"access_token\":\"a\",\"error_codes\":[50196]}", false},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char body[100];
        const struct http_answer answer = {.transport = ANSWER_OK,
                                           .status = rows[i].status,
                                           .body = body,
                                           .length = strlen(rows[i].body)};

        strcpy(body, rows[i].body);
        memset(&response, 'x', sizeof(response));
        token_response_parse(&answer, TOKEN_POLL, &response);
        if (response.loop != rows[i].loop)
            fail_msg("%s", rows[i].body);
        if (rows[i].loop)
            assert_int_equal(response.failure.answer, ANSWER_THROTTLED);
    }
}

static void codes_are_matched_exactly(void **state)
{
    static const struct {
        int64_t code;
        enum answer_class answer;
    } rows[] = {
        {53003, ANSWER_BLOCKED},
        {50057, ANSWER_BLOCKED},
        {7000218, ANSWER_CONFIG},
        {530084, ANSWER_BLOCKED},
        {500571, ANSWER_BLOCKED},
        {500021, ANSWER_BLOCKED},
        {500208, ANSWER_BLOCKED},
        {90033, ANSWER_TRANSIENT},
        {50196, ANSWER_THROTTLED},
        {65001, ANSWER_CONSENT},
        {70019, ANSWER_EXPIRED},
        {50076, ANSWER_INTERACT},
        {70043, ANSWER_INTERACT},
        {50012, ANSWER_INTERACT},
        {500121, ANSWER_INTERACT},
        {50011, ANSWER_CONFIG},
        {500113, ANSWER_INTERACT},
        {5300, ANSWER_INTERACT},
        {530033, ANSWER_BLOCKED},
        {53003 + (INT64_C(1) << 32), ANSWER_INTERACT},
        {0, ANSWER_INTERACT},
        {-53003, ANSWER_INTERACT},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        assert_int_equal(entra_code_answer(rows[i].code), rows[i].answer);
}

/* By the first of the numbers: what the person can do, and who else can. */
static void codes_have_words(void **state)
{
    static const char *const silent[] = {"", "x", "0", "50076", "90033,53003"};
    static const char *const advised[] = {"700016",  "90002",       "7000218",
                                          "7000215", "70011,50105", "65001"};

    (void) state;
    for (size_t i = 0; i < sizeof(silent) / sizeof(silent[0]); i++) {
        assert_string_equal(entra_code_hint(silent[i]), "");
        assert_string_equal(entra_code_advice(silent[i]), "");
    }
    for (size_t i = 0; i < sizeof(advised) / sizeof(advised[0]); i++) {
        assert_string_equal(entra_code_hint(advised[i]), "");
        assert_string_not_equal(entra_code_advice(advised[i]), "");
    }
    assert_non_null(strstr(entra_code_hint("500571"), "disabled"));
    assert_non_null(strstr(entra_code_hint("50105,50057"), "not assigned"));
    assert_non_null(strstr(entra_code_advice("7000218"), "public client"));
    assert_non_null(strstr(entra_code_advice("700016"), "client_id"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tokens_are_delivered),
        cmocka_unit_test(tokens_may_be_missing),
        cmocka_unit_test(no_token_is_left_of_a_bad_answer),
        cmocka_unit_test(tokens_have_a_ceiling),
        cmocka_unit_test(a_long_access_token_is_left_out),
        cmocka_unit_test(the_request_decides),
        cmocka_unit_test(the_words_are_kept),
        cmocka_unit_test(a_number_in_the_words_has_a_length),
        cmocka_unit_test(an_error_delivers_no_token),
        cmocka_unit_test(the_transport_comes_first),
        cmocka_unit_test(a_wait_is_passed_on),
        cmocka_unit_test(only_a_loop_is_one),
        cmocka_unit_test(codes_are_matched_exactly),
        cmocka_unit_test(codes_have_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
