/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Both decoders of base64.
 */

#include "format/base64.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

typedef ssize_t decoder(const char *text, size_t length, unsigned char *ret,
                        size_t size);

struct row {
    const char *text;
    const char *bytes; /* NULL: refused */
};

static void check(decoder *decode, const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        unsigned char bytes[16];
        ssize_t length =
            decode(rows[i].text, strlen(rows[i].text), bytes, sizeof(bytes));
        bool good = length >= 0;

        if (good != (rows[i].bytes != NULL))
            fail_msg("%s: %d", rows[i].text, good);
        if (!good)
            continue;
        assert_int_equal(length, strlen(rows[i].bytes));
        assert_memory_equal(bytes, rows[i].bytes, (size_t) length);
    }
}

/* RFC 4648 section 10, and what RFC 7515 excludes. */
static void base64url_is_strict(void **state)
{
    static const struct row rows[] = {
        {"", ""},
        {"Zg", "f"},
        {"Zm8", "fo"},
        {"Zm9v", "foo"},
        {"Zm9vYg", "foob"},
        {"Zm9vYmE", "fooba"},
        {"Zm9vYmFy", "foobar"},
        {"-_-_", "\xfb\xff\xbf"},
        {"AZaz09-_", "\x01\x96\xb3\xd3\xdf\xbf"},
        {"Zg==", NULL},
        {"Zm8=", NULL},
        {"+/+/", NULL},
        {"Z", NULL},
        {"Zm9vY", NULL},
        {"Zh", NULL},  /* unused bits */
        {"Zm9", NULL}, /* unused bits */
        {"Zm9v\n", NULL},
        {" Zm9v", NULL},
        {"Zm.v", NULL},
        {"Zm\xc3\xa9", NULL},
        {"=", NULL},
    };

    (void) state;
    check(base64url_decode, rows, sizeof(rows) / sizeof(rows[0]));
}

static void the_lenient_form_takes_what_servers_send(void **state)
{
    static const struct row rows[] = {
        {"", ""},          {"Zg==", "f"},     {"Zg=", "f"},
        {"Zg", "f"},       {"Zh", "f"},       {"Zm8=", "fo"},
        {"Zm9v", "foo"},   {"Zm9v==", "foo"}, {"-_+/", "\xfb\xff\xbf"},
        {"Zm9v===", NULL}, {"Z===", NULL},    {"Z", NULL},
        {"Z=g=", NULL},    {"=Zg", NULL},     {"Zm 9v", NULL},
        {"Zm9v\n", NULL},  {"Zm%3D", NULL},
    };

    (void) state;
    check(base64_decode_lenient, rows, sizeof(rows) / sizeof(rows[0]));
}

static void nothing_is_written_beyond_the_buffer(void **state)
{
    unsigned char bytes[4] = {0, 0, 0, 'x'};

    (void) state;
    assert_int_equal(base64url_decode("Zm9v", 4, bytes, 3), 3);
    assert_int_equal(bytes[3], 'x');
    assert_int_equal(base64url_decode("Zm9v", 4, bytes, 2), -1);
    assert_int_equal(base64_decode_lenient("Zm9v", 4, bytes, 2), -1);
    assert_int_equal(base64_decode_lenient("Zm8=", 4, bytes, 2), 2);
}

/* RFC 4648 section 10 without padding, and both letters of the alphabet that
 * are special to it. */
static void base64url_is_written_without_padding(void **state)
{
    static const struct row rows[] = {
        {"", ""},
        {"Zg", "f"},
        {"Zm8", "fo"},
        {"Zm9v", "foo"},
        {"Zm9vYg", "foob"},
        {"Zm9vYmE", "fooba"},
        {"Zm9vYmFy", "foobar"},
        {"-_-_", "\xfb\xff\xbf"},
        {"AZaz09-_", "\x01\x96\xb3\xd3\xdf\xbf"},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char text[9];

        base64url_encode(rows[i].bytes, strlen(rows[i].bytes), text);
        assert_string_equal(text, rows[i].text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(base64url_is_strict),
        cmocka_unit_test(the_lenient_form_takes_what_servers_send),
        cmocka_unit_test(nothing_is_written_beyond_the_buffer),
        cmocka_unit_test(base64url_is_written_without_padding),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
