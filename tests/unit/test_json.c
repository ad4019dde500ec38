/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Documents that are read, looked into, built and printed.
 */

#include "format/json.h"
#include "shared/limits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct json *parse(const char *text)
{
    return json_parse(text, strlen(text));
}

/* What a document becomes when it is printed; "" for a refused one. */
static const char *printed(const char *text)
{
    static char result[LINE_SIZE];
    struct json *json = parse(text);

    result[0] = '\0';
    if (json != NULL)
        assert_true(json_print(json, result, sizeof(result)));
    json_free(&json);
    return result;
}

static void a_document_survives(void **state)
{
    static const char *const rows[][2] = {
        {"{}", "{}"},
        {" \t\r\n[ ] ", "[]"},
        {"null", "null"},
        {"true", "true"},
        {"\"\"", "\"\""},
        {"0", "0"},
        {"-0", "-0"},
        {"{\"b\" : 1 , \"a\" : [ null , false ] }",
         "{\"b\":1,\"a\":[null,false]}"},
        {"{\"a\":1,\"A\":2,\"\":3}", "{\"a\":1,\"A\":2,\"\":3}"},
        {"[1.10,1e5,1E+5,-1.5e-3,0.0,1e-999]",
         "[1.10,1e5,1E+5,-1.5e-3,0.0,1e-999]"},
        {"[18446744073709551616,-9223372036854775809]",
         "[18446744073709551616,-9223372036854775809]"},
        {"{\"1,2\":3,\"-4\\\"5\":\"6\\\\\",\"x\":7}",
         "{\"1,2\":3,\"-4\\\"5\":\"6\\\\\",\"x\":7}"},
        {"\"\\u0041\\/\\n\\u001f\\ud83d\\ude00\"",
         "\"A/\\n\\u001f\xf0\x9f\x98\x80\""},
        {"\"\\ud7ff\\ue000\\ud800\\udc00\\udbff\\udfff\"",
         "\"\xed\x9f\xbf\xee\x80\x80\xf0\x90\x80\x80\xf4\x8f\xbf\xbf\""},
        {"\"\xc2\x80\xdf\xbf\"", "\"\xc2\x80\xdf\xbf\""},
        {"\"\xe0\xa0\x80\xe2\x82\xac\xed\x9f\xbf\xf0\x90\x80\x80\"",
         "\"\xe0\xa0\x80\xe2\x82\xac\xed\x9f\xbf\xf0\x90\x80\x80\""},
        {"\"\xc3\xa9\xef\xbf\xbf\xf4\x8f\xbf\xbf\"",
         "\"\xc3\xa9\xef\xbf\xbf\xf4\x8f\xbf\xbf\""},
        {"11111111111111111111111111111111111111111111111111111111111111111"
         "11111111111111111111",
         "11111111111111111111111111111111111111111111111111111111111111111"
         "11111111111111111111"},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        assert_string_equal(printed(rows[i][0]), rows[i][1]);
}

static void no_name_comes_twice(void **state)
{
    static const char *const rows[] = {
        "{\"a\":1,\"a\":1}",           "{\"a\":1,\"b\":2,\"\\u0061\":1}",
        "[{\"x\":{\"a\":1,\"a\":1}}]", "{\"\":1,\"\":1}",
        "{\"/\":1,\"\\/\":1}",
    };

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        assert_null(parse(rows[i]));
}

static void a_nul_ends_no_document(void **state)
{
    (void) state;
    assert_null(json_parse("{}\0", 3));
    assert_null(json_parse("\"a\0b\"", 5));
    assert_null(json_parse("\0", 1));
    assert_null(json_parse("", 0));
}

/* Only `length` bytes count. */
static void what_stands_behind_the_text_is_not_read(void **state)
{
    struct json *json = json_parse("12345", 2);
    int64_t value = 0;

    (void) state;
    assert_true(json_integer(json, &value));
    assert_int_equal(value, 12);
    json_free(&json);
    assert_null(json_parse("true", 3));
    assert_null(json_parse("{}", 1));
}

/* Hostile names may not cost time that grows with their square. */
static void many_names_are_compared_fast(void **state)
{
    size_t size = (size_t) JSON_VALUES_MAX * 16;
    char *text = malloc(size);
    struct json *json;
    int length = 0;

    (void) state;
    assert_non_null(text);
    for (int i = 0; i < JSON_VALUES_MAX - 1; i++)
        length += snprintf(text + length, size - (size_t) length,
                           "%c\"n%d\":0", i == 0 ? '{' : ',', i);
    length += snprintf(text + length, size - (size_t) length, "}");
    json = json_parse(text, (size_t) length);
    assert_non_null(json);
    json_free(&json);
    memcpy(strstr(text, "\"n32000\""), "\"n16000\"", 8);
    assert_null(json_parse(text, (size_t) length));
    free(text);
}

static void members_are_found_by_their_exact_name(void **state)
{
    struct json *json = parse("{\"sub\":\"a\",\"x\":{\"y\":[\"z\"]}}");
    const struct json *list = json_member(json_member(json, "x"), "y");

    (void) state;
    assert_string_equal(json_string(json_member(json, "sub")), "a");
    assert_null(json_member(json, "Sub"));
    assert_null(json_member(json, "su"));
    assert_null(json_member(NULL, "sub"));
    assert_null(json_member(list, "z"));
    assert_null(json_member(json_member(json, "sub"), "a"));
    assert_string_equal(json_string(json_first(list)), "z");
    assert_null(json_next(json_first(list)));
    assert_null(json_first(json_first(list)));
    assert_null(json_first(NULL));
    assert_string_equal(json_name(json_first(json)), "sub");
    assert_string_equal(json_name(json_next(json_first(json))), "x");
    json_free(&json);
    assert_null(json);
    json_free(&json);
}

static void types_do_not_turn_into_each_other(void **state)
{
    struct json *json =
        parse("{\"s\":\"1\",\"n\":1,\"t\":true,\"z\":null,\"l\":[],"
              "\"o\":{}}");
    int64_t value = 7;

    (void) state;
    assert_null(json_string(json_member(json, "n")));
    assert_null(json_string(NULL));
    assert_false(json_integer(json_member(json, "s"), &value));
    assert_false(json_integer(json_member(json, "t"), &value));
    assert_false(json_integer(NULL, &value));
    assert_int_equal(value, 7);
    assert_true(json_is_null(json_member(json, "z")));
    assert_false(json_is_null(NULL));
    assert_true(json_is_true(json_member(json, "t")));
    assert_false(json_is_true(json_member(json, "n")));
    assert_true(json_is_array(json_member(json, "l")));
    assert_false(json_is_object(json_member(json, "l")));
    assert_true(json_is_object(json_member(json, "o")));
    assert_false(json_is_object(NULL));
    json_free(&json);
}

typedef bool reader(const struct json *, int64_t *ret_value);

struct number {
    const char *text;
    bool good;
    int64_t value;
};

static void check_numbers(reader *read, const struct number *rows,
                          size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct json *json = parse(rows[i].text);
        int64_t value = 0;

        if (read(json, &value) != rows[i].good || value != rows[i].value)
            fail_msg("%s: %ld", rows[i].text, (long) value);
        json_free(&json);
    }
}

static void integers_are_integers(void **state)
{
    static const struct number rows[] = {
        {"0", true, 0},
        {"-0", true, 0},
        {"42", true, 42},
        {"9223372036854775807", true, INT64_MAX},
        {"-9223372036854775808", true, INT64_MIN},
        {"9223372036854775808", false, 0},
        {"1.0", false, 0},
        {"1e3", false, 0},
        {"\"1\"", false, 0}};

    (void) state;
    check_numbers(json_integer, rows, sizeof(rows) / sizeof(rows[0]));
}

static void seconds_may_be_text(void **state)
{
    static const struct number rows[] = {{"900", true, 900},
                                         {"\"900\"", true, 900},
                                         {"5.9", true, 5},
                                         {"1e2", true, 100},
                                         {"0", true, 0},
                                         {"-1", true, -1},
                                         {"-1e300", true, -1},
                                         {"1e300", true, INT32_MAX},
                                         {"\"1e999\"", true, INT32_MAX},
                                         {"\"\"", false, 0},
                                         {"\"5s\"", false, 0},
                                         {"\" 5\"", false, 0},
                                         {"\"0x5\"", false, 0},
                                         {"\"nan\"", false, 0},
                                         {"\"inf\"", false, 0},
                                         {"true", false, 0},
                                         {"[5]", false, 0}};

    (void) state;
    check_numbers(json_seconds, rows, sizeof(rows) / sizeof(rows[0]));
}

static void text_that_does_not_fit_is_refused(void **state)
{
    struct json *json = parse("\"abc\"");
    char text[4] = "old";

    (void) state;
    assert_false(json_printable(json, text, 3));
    assert_string_equal(text, "");
    assert_true(json_printable(json, text, 4));
    assert_string_equal(text, "abc");
    assert_false(json_print(json, text, sizeof(text)));
    assert_string_equal(text, "abc");
    assert_false(json_print(NULL, text, sizeof(text)));
    json_free(&json);
}

static void scalars_are_compared_as_they_are(void **state)
{
    static const struct {
        const char *left, *right;
        bool same;
    } rows[] = {
        {"\"c1\"", "\"c1\"", true},
        {"\"c1\"", "\"C1\"", false},
        {"\"c1\"", "\"c10\"", false},
        {"1", "1", true},
        {"1", "\"1\"", false},
        {"1", "1.0", false},
        {"18446744073709551616", "18446744073709551617", false},
        {"true", "true", true},
        {"false", "false", true},
        {"true", "false", false},
        {"null", "null", false},
        {"[]", "[]", false},
        {"{}", "{}", false},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct json *left = parse(rows[i].left);
        struct json *right = parse(rows[i].right);

        if (json_same_scalar(left, right) != rows[i].same ||
            json_same_scalar(right, left) != rows[i].same)
            fail_msg("%s, %s", rows[i].left, rows[i].right);
        assert_false(json_same_scalar(left, NULL));
        assert_false(json_same_scalar(NULL, left));
        json_free(&left);
        json_free(&right);
    }
}

static void a_document_can_be_built(void **state)
{
    struct json *object = json_of("{}");
    struct json *list = json_of("[]");
    struct json *copy;
    char text[LINE_SIZE];

    (void) state;
    json_build(&object, "a", json_of("-9223372036854775808"));
    json_build(&object, "b", json_new_text("\"\xc3\xa9\n"));
    json_build(&object, "c", json_of("null"));
    json_build(&list, NULL, json_of("true"));
    json_build(&list, NULL, json_copy(object));
    json_build(&object, "a", json_of("false"));
    json_build(&object, "l", list);
    assert_true(json_print(object, text, sizeof(text)));
    assert_string_equal(
        text, "{\"a\":false,\"b\":\"\\\"\xc3\xa9\\n\",\"c\":null,\"l\":[true,"
              "{\"a\":-9223372036854775808,\"b\":\"\\\"\xc3\xa9\\n\","
              "\"c\":null}]}");
    copy = parse(text);
    assert_non_null(copy);
    json_free(&copy);
    json_free(&object);
}

static void nothing_is_put_nowhere(void **state)
{
    struct json *object = json_of("{}");

    (void) state;
    json_build(&object, "a", NULL);
    assert_null(object);
    json_build(&object, "a", json_of("null"));
    assert_null(object);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_document_survives),
        cmocka_unit_test(no_name_comes_twice),
        cmocka_unit_test(a_nul_ends_no_document),
        cmocka_unit_test(what_stands_behind_the_text_is_not_read),
        cmocka_unit_test(many_names_are_compared_fast),
        cmocka_unit_test(members_are_found_by_their_exact_name),
        cmocka_unit_test(types_do_not_turn_into_each_other),
        cmocka_unit_test(integers_are_integers),
        cmocka_unit_test(seconds_may_be_text),
        cmocka_unit_test(text_that_does_not_fit_is_refused),
        cmocka_unit_test(scalars_are_compared_as_they_are),
        cmocka_unit_test(a_document_can_be_built),
        cmocka_unit_test(nothing_is_put_nowhere),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
