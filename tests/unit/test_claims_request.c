/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Claims requests: decoded, joined, and compared with ID tokens.
 */

#include "agent/claims_merge.h"
#include "agent/claims_request.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define ACRS_C1                                                               \
    "{\"id_token\":{\"acrs\":{\"essential\":true,\"value\":\"c1\"}}}"

#define ACRS(members) "{\"id_token\":{\"acrs\":{" members "}}}"

static void every_encoding_is_decoded(void **state)
{
    static const struct {
        const char *value;
        const char *json; /* NULL: refused */
    } rows[] = {
        {"", ""},
        {" \t\r\n", ""},
        {"null", ""},
        {"{ \"a\" : null }", "{\"a\":null}"},
        {"  {\"a\":null}\n", "{\"a\":null}"},
        {"eyJhIjpudWxsfQ==", "{\"a\":null}"},
        {"eyJhIjpudWxsfQ", "{\"a\":null}"},
        {" eyJhIjpudWxsfQ==\r\n", "{\"a\":null}"},
        {"eyJhIjoiPz8_Pj4-In0", "{\"a\":\"\?\?\?>>>\"}"},
        {"eyJhIjoiPz8/Pj4+In0=", "{\"a\":\"\?\?\?>>>\"}"},
        {"e30=", "{}"},
        {"ey==", NULL},
        {"eyJhIjpudWxsfQ===", NULL},
        {"[]", NULL},
        {"W10=", NULL},
        {"bnVsbA==", NULL},
        {"NULL", NULL},
        {"ZXlKaElqcHVkV3hzZlE9PQ==", NULL},
        {"{\\\"a\\\":null}", NULL},
        {"\"e30=\"", NULL},
        {"{} {}", NULL},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char json[CLAIMS_SIZE] = "old";
        bool good = claims_request_decode(rows[i].value, json, sizeof(json));

        if (good != (rows[i].json != NULL))
            fail_msg("%s: %d", rows[i].value, good);
        assert_string_equal(json, good ? rows[i].json : "old");
    }
}

static const char *merged(const char *required, const char *demanded,
                          const char *capabilities)
{
    static char json[CLAIMS_SIZE];
    struct demand first = {.claims = ""};
    struct demand second = {.claims = ""};

    strcpy(first.claims, required);
    strcpy(second.claims, demanded);
    return claims_merge(&first, &second, capabilities, json, sizeof(json))
               ? json
               : NULL;
}

static void requests_are_joined(void **state)
{
    static const struct {
        const char *required, *demand, *capabilities, *merged;
    } rows[] = {
        {"", "", "", ""},
        {"", "", "  ", ""},
        {"{}", "", "", "{}"},
        {"", "", "cp1 cp2 cp1",
         "{\"access_token\":{\"xms_cc\":{\"values\":[\"cp1\",\"cp2\"]}}}"},
        {ACRS_C1, "", "", ACRS_C1},
        {"", ACRS_C1, "", ACRS_C1},
        {ACRS_C1, ACRS_C1, "", ACRS_C1},
        {"{\"id_token\":{\"a\":null}}", "{\"access_token\":{\"b\":null}}",
         "cp1",
         "{\"id_token\":{\"a\":null},\"access_token\":{\"b\":null,\"xms_cc\":"
         "{\"values\":[\"cp1\"]}}}"},
        /* the demand adds to what is required and takes nothing back */
        {ACRS_C1, "{\"id_token\":{\"acrs\":{\"value\":\"c2\"}}}", "", ACRS_C1},
        {ACRS_C1, ACRS("\"essential\":false,\"value\":\"c1\",\"z\":1"), "",
         ACRS("\"essential\":true,\"value\":\"c1\",\"z\":1")},
        {ACRS("\"essential\":false"), ACRS("\"essential\":true"), "",
         ACRS("\"essential\":true")},
        {ACRS("\"essential\":false,\"value\":\"c1\""),
         ACRS("\"essential\":true,\"value\":\"c2\""), "", ACRS_C1},
        {ACRS("\"essential\":false"), ACRS("\"essential\":false"), "",
         ACRS("\"essential\":false")},
        {ACRS("\"essential\":true"), ACRS("\"value\":\"c2\""), "",
         ACRS("\"essential\":true,\"value\":\"c2\"")},
        {ACRS_C1, ACRS(""), "", ACRS_C1},
        {ACRS(""), ACRS_C1, "", ACRS_C1},
        /* of the values of both those that both accept */
        {ACRS_C1, ACRS("\"values\":[\"c2\",\"c1\"]"), "",
         ACRS("\"essential\":true,\"values\":[\"c1\"]")},
        {ACRS("\"values\":[\"c1\",\"c2\"]"), ACRS("\"value\":\"c2\""), "",
         ACRS("\"values\":[\"c2\"]")},
        {ACRS("\"values\":[\"c1\",\"c2\",\"c3\"]"),
         ACRS("\"values\":[\"c3\",\"c4\",\"c1\"]"), "",
         ACRS("\"values\":[\"c1\",\"c3\"]")},
        {ACRS("\"values\":[\"c1\",\"c2\"]"), ACRS("\"values\":[\"c3\"]"), "",
         ACRS("\"values\":[\"c1\",\"c2\"]")},
        {ACRS("\"values\":[\"c1\"]"), ACRS("\"values\":[]"), "",
         ACRS("\"values\":[\"c1\"]")},
        {ACRS_C1, ACRS("\"value\":{\"a\":1}"), "", ACRS_C1},
        {ACRS_C1, "{\"access_token\":{\"acrs\":{\"value\":\"c2\"}}}", "",
         "{\"id_token\":{\"acrs\":{\"essential\":true,\"value\":\"c1\"}},"
         "\"access_token\":{\"acrs\":{\"value\":\"c2\"}}}"},
        {ACRS_C1, "{\"id_token\":{\"acrs\":null}}", "", ACRS_C1},
        {ACRS_C1, "{\"id_token\":null}", "", ACRS_C1},
        {"{\"id_token\":null}", ACRS_C1, "", ACRS_C1},
        {"{\"x\":{\"a\":1}}", "{\"x\":2}", "", "{\"x\":2}"},
        {"{\"x\":1}", "{\"x\":null}", "", "{\"x\":null}"},
        {"{\"x\":[1,2]}", "{\"x\":[3]}", "", "{\"x\":[3]}"},
        /* capabilities are united */
        {"{\"access_token\":{\"xms_cc\":{\"values\":[\"cp2\",\"cp1\"]}}}", "",
         "cp1 cp3",
         "{\"access_token\":{\"xms_cc\":{\"values\":[\"cp2\",\"cp1\",\"cp3\"]"
         "}}}"},
        {"{\"x\":{\"values\":[1]}}", "{\"x\":{\"values\":\"a\"}}", "",
         "{\"x\":{\"values\":\"a\"}}"},
        /* refused */
        {"[]", "", "", NULL},
        {"", "null", "cp1", NULL},
        {"", "{", "cp1", NULL},
        {"{\"access_token\":1}", "", "", NULL},
        {"", "{\"access_token\":\"x\"}", "cp1", NULL},
        {"", "{\"access_token\":[]}", "", NULL},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const char *json =
            merged(rows[i].required, rows[i].demand, rows[i].capabilities);

        if (json == NULL || rows[i].merged == NULL)
            assert_ptr_equal(json, rows[i].merged);
        else
            assert_string_equal(json, rows[i].merged);
    }
}

static void a_request_that_is_too_long_is_not_cut_off(void **state)
{
    struct demand none = {.claims = ""};
    struct demand demand = {.claims = "{\"a\":null}"};
    char json[11] = "old";

    (void) state;
    assert_false(claims_merge(&none, &demand, "cp1", json, sizeof(json)));
    assert_string_equal(json, "old");
    assert_true(claims_merge(&none, &demand, "", json, sizeof(json)));
    assert_string_equal(json, "{\"a\":null}");
}

static void what_would_be_ignored_is_not_usable(void **state)
{
    static const struct {
        const char *request;
        bool usable;
    } rows[] = {
        {"", true},
        {ACRS_C1, true},
        {"{\"access_token\":{\"acrs\":{\"essential\":true,\"value\":\"c1\"}}}",
         true},
        {ACRS("\"essential\":true,\"values\":[\"c1\",\"c2\"]"), true},
        {ACRS("\"essential\":false"), true},
        {ACRS(""), true},
        {"{\"userinfo\":{\"a\":null},\"id_token\":{}}", true},
        {"{\"id_token\":{\"xms_cc\":null}}", true},
        {"{\"access_token\":{\"xms_cc\":null,\"a\":null}}", true},
        {ACRS("\"Values\":[\"c1\"]"), false},
        {ACRS("\"essential\":true,\"vaule\":\"c1\""), false},
        {ACRS("\"essential\":\"true\""), false},
        {ACRS("\"essential\":1"), false},
        {ACRS("\"essential\":null"), false},
        {ACRS("\"value\":[\"c1\"]"), false},
        {ACRS("\"value\":null"), false},
        {ACRS("\"values\":[]"), false},
        {ACRS("\"values\":\"c1\""), false},
        {ACRS("\"values\":{\"a\":1}"), false},
        {"{\"id_token\":{\"acrs\":\"c1\"}}", false},
        {"{\"id_token\":{\"acrs\":[]}}", false},
        {"{\"id_token\":{\"acrs\":true}}", false},
        {"{\"id_token\":{\"a\":null,\"acrs\":true}}", false},
        {"{\"id_token\":null}", false},
        {"{\"id_token\":{\"a\":null},\"userinfo\":null}", false},
        {"{\"id_token\":[\"acrs\"]}", false},
        {"{\"id_token\":\"acrs\"}", false},
        {"{\"acrs\":{\"essential\":true,\"value\":\"c1\"}}", false},
        {"{\"ID_token\":{\"a\":null}}", false},
        {"{\"id_token\":{\"a\":null},\"\":{}}", false},
        {"{}", false},
        {"{\"id_token\":{},\"access_token\":{}}", false},
        {"{\"access_token\":{\"xms_cc\":{\"values\":[\"cp1\"]}}}", false},
        {"{\"access_token\":{\"xms_cc\":1,\"a\":null}}", false},
        {"null", false},
        {"[]", false},
        {"x", false},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (claims_request_is_usable(rows[i].request) != rows[i].usable)
            fail_msg("%s: %d", rows[i].request, !rows[i].usable);
}

static void a_claim_must_be_shown(void **state)
{
    static const struct {
        const char *request, *payload, *missing; /* "": shown */
    } rows[] = {
        {"", "{}", ""},
        {"{\"id_token\":{\"acr\":null}}", "{}", "acr"},
        {"{\"id_token\":{\"acr\":null}}", "{\"acr\":\"a\"}", ""},
        {"{\"id_token\":{\"acr\":{\"essential\":false}}}", "{}", "acr"},
        {"{\"id_token\":{\"acr\":{}}}", "{}", "acr"},
        {"{\"id_token\":{\"acr\":{}}}", "{\"acr\":\"\"}", "acr"},
        {"{\"id_token\":{\"acr\":{}}}", "{\"acr\":[]}", "acr"},
        {"{\"id_token\":{\"acr\":{}}}", "{\"acr\":false}", "acr"},
        {"{\"id_token\":{\"acr\":{}}}", "{\"acr\":true}", ""},
        {"{\"id_token\":{\"acr\":{}}}", "{\"acr\":0}", ""},
        {"{\"id_token\":{\"acr\":{}}}", "{\"acr\":[\"a\"]}", ""},
        {"{\"id_token\":{\"v\":{\"value\":false}}}", "{\"v\":false}", "v"},
        {"{\"id_token\":{\"v\":{\"value\":\"\"}}}", "{\"v\":\"\"}", "v"},
        {"{\"id_token\":{\"acr\":{\"essential\":true}}}", "{}", "acr"},
        {"{\"id_token\":{\"acr\":{\"essential\":true}}}", "{\"acr\":null}",
         "acr"},
        {"{\"id_token\":{\"acr\":{\"essential\":true}}}", "{\"acr\":\"0\"}",
         ""},
        {ACRS_C1, "{}", "acrs"},
        {ACRS_C1, "{\"acrs\":null}", "acrs"},
        {ACRS_C1, "{\"acrs\":[]}", "acrs"},
        {ACRS_C1, "{\"acrs\":[\"c10\",\"C1\",\"c\"]}", "acrs"},
        {ACRS_C1, "{\"acrs\":\"c10\"}", "acrs"},
        {ACRS_C1, "{\"acrs\":{\"c1\":\"c1\"}}", "acrs"},
        {ACRS_C1, "{\"acrs\":[[\"c1\"]]}", "acrs"},
        {ACRS_C1, "{\"Acrs\":[\"c1\"]}", "acrs"},
        {ACRS_C1, "{\"acrs\":[\"c2\",\"c1\"]}", ""},
        {ACRS_C1, "{\"acrs\":\"c1\"}", ""},
        /* a value is wanted even where it is not essential */
        {"{\"id_token\":{\"acr\":{\"value\":\"a\"}}}", "{}", "acr"},
        {"{\"id_token\":{\"acr\":{\"values\":[\"a\",\"b\"]}}}",
         "{\"acr\":\"b\"}", ""},
        {"{\"id_token\":{\"acr\":{\"values\":[\"a\",\"b\"]}}}",
         "{\"acr\":\"a b\"}", "acr"},
        {"{\"id_token\":{\"n\":{\"value\":1}}}", "{\"n\":1}", ""},
        {"{\"id_token\":{\"n\":{\"value\":1}}}", "{\"n\":\"1\"}", "n"},
        {"{\"id_token\":{\"v\":{\"value\":true}}}", "{\"v\":true}", ""},
        {"{\"id_token\":{\"v\":{\"value\":true}}}", "{\"v\":1}", "v"},
        /* wherever it is asked for */
        {"{\"access_token\":{\"acrs\":{\"value\":\"c1\"}}}", "{}", "acrs"},
        {"{\"userinfo\":{\"x\":{\"essential\":true}}}", "{}", "x"},
        {"{\"access_token\":{\"xms_cc\":null,\"acrs\":{\"essential\":true,"
         "\"value\":\"c1\"}}}",
         "{\"acrs\":[\"c1\"]}", ""},
        {"{\"id_token\":{\"xms_cc\":{\"values\":[\"cp1\"]}}}", "{}", "xms_cc"},
        {"{\"id_token\":{\"a\":{\"value\":1},\"b\":{\"value\":1}}}",
         "{\"a\":1}", "b"},
        /* what is not usable is not shown */
        {"{}", "{}", "claims"},
        {"{\"acrs\":{\"value\":\"c1\"}}", "{\"acrs\":\"c1\"}", "claims"},
        {"{\"id_token\":{\"acrs\":\"c1\"}}", "{\"acrs\":\"c1\"}", "claims"},
        {"[]", "{}", "claims"},
        {"x", "{}", "claims"},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct json *payload =
            json_parse(rows[i].payload, strlen(rows[i].payload));
        char missing[WORD_SIZE] = "old";
        bool shown = claims_request_shown(rows[i].request, payload, missing,
                                          sizeof(missing));

        if (shown != (rows[i].missing[0] == '\0'))
            fail_msg("%s, %s: %d", rows[i].request, rows[i].payload, shown);
        assert_string_equal(missing, rows[i].missing);
        json_free(&payload);
    }
}

static void a_long_name_is_cut_off(void **state)
{
    static const char request[] = "{\"id_token\":{\"abcdefgh\":"
                                  "{\"essential\":true}}}";
    struct json *payload = json_of("{}");
    char missing[5];

    (void) state;
    assert_false(
        claims_request_shown(request, payload, missing, sizeof(missing)));
    assert_string_equal(missing, "abcd");
    json_free(&payload);
}

static void a_claim_without_a_name_must_be_shown(void **state)
{
    struct json *payload = json_of("{}");
    char missing[WORD_SIZE];

    (void) state;
    assert_false(claims_request_shown("{\"id_token\":{\"\":null}}", payload,
                                      missing, sizeof(missing)));
    json_free(&payload);
}

static void only_another_value_contradicts(void **state)
{
    static const struct {
        const char *request, *payload;
        bool contradicted;
    } rows[] = {
        {"", "{\"acr\":\"a\"}", false},
        {ACRS_C1, "{}", false},
        {ACRS_C1, "{\"acrs\":null}", false},
        {ACRS_C1, "{\"acrs\":[\"c1\",\"c2\"]}", false},
        {ACRS_C1, "{\"acrs\":[\"c2\"]}", true},
        {ACRS_C1, "{\"acrs\":[]}", true},
        {"{\"access_token\":{\"acrs\":{\"values\":[\"c1\",\"c2\"]}}}",
         "{\"acrs\":[\"c2\"]}", false},
        {"{\"id_token\":{\"acr\":{\"values\":[\"a\"]}}}", "{\"acr\":\"b\"}",
         true},
        {"{\"id_token\":{\"acr\":{\"essential\":true}}}", "{\"acr\":\"b\"}",
         false},
        {"{\"id_token\":{\"acr\":null}}", "{\"acr\":\"b\"}", false},
        {"{\"id_token\":{\"acr\":null}}", "{\"acr\":false}", false},
        {"{\"id_token\":{\"acr\":{\"values\":[]}}}", "{\"acr\":\"b\"}", true},
        {"{\"id_token\":{\"acr\":\"b\"}}", "{\"acr\":\"b\"}", true},
        {"{\"id_token\":null}", "{\"acr\":\"b\"}", false},
        {"{\"other\":{\"acr\":{\"value\":\"a\",\"z\":1}}}", "{}", false},
        {"{\"id_token\":{\"other\":{\"value\":\"a\"}}}", "{\"other\":\"b\"}",
         false},
        {"{\"access_token\":{\"nbf\":{\"essential\":true,\"value\":\"1\"}}}",
         "{\"nbf\":2}", false},
        {"{", "{}", true},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct json *payload =
            json_parse(rows[i].payload, strlen(rows[i].payload));

        if (claims_request_contradicted(rows[i].request, payload) !=
            rows[i].contradicted)
            fail_msg("%s, %s", rows[i].request, rows[i].payload);
        json_free(&payload);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_encoding_is_decoded),
        cmocka_unit_test(requests_are_joined),
        cmocka_unit_test(a_request_that_is_too_long_is_not_cut_off),
        cmocka_unit_test(what_would_be_ignored_is_not_usable),
        cmocka_unit_test(a_claim_must_be_shown),
        cmocka_unit_test(a_long_name_is_cut_off),
        cmocka_unit_test(a_claim_without_a_name_must_be_shown),
        cmocka_unit_test(only_another_value_contradicts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
