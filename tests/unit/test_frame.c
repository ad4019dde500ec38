/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The bytes of a frame: what goes in comes out, and nothing beyond its ends.
 */

#include "wire/frame.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void integers_have_their_highest_byte_first(void **state)
{
    static const unsigned char bytes[] = {0x01, 0x02, 0x03, 0xfe};
    unsigned char data[16];
    struct frame frame = frame_over(data, sizeof(data));

    (void) state;
    frame_put(&frame, 0x010203fe, 4);
    assert_false(frame.bad);
    assert_int_equal(frame.length, sizeof(bytes));
    assert_memory_equal(data, bytes, sizeof(bytes));
}

static void integers_come_back_at_every_width(void **state)
{
    static const uint64_t values[] = {
        0, 1, 0x7f, 0x80, 0xff, UINT64_MAX, 0x0123456789abcdef};
    unsigned char data[8];

    (void) state;
    for (size_t width = 1; width <= sizeof(data); width++)
        for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
            uint64_t mask = UINT64_MAX >> (64 - 8 * width);
            struct frame out = frame_over(data, sizeof(data));
            struct frame in;

            frame_put(&out, values[i], width);
            in = frame_of(data, out.length);
            assert_int_equal(frame_get(&in, width), values[i] & mask);
            assert_true(frame_complete(&in));
        }
}

static void texts_come_back_up_to_the_size_of_their_place(void **state)
{
    unsigned char data[32];
    char place[6] = "";
    struct frame out = frame_over(data, sizeof(data));
    struct frame in;

    (void) state;
    frame_put_text(&out, "");
    frame_put_text(&out, "12345");
    in = frame_of(data, out.length);
    frame_get_text(&in, place, 1);
    assert_string_equal(place, "");
    frame_get_text(&in, place, sizeof(place));
    assert_string_equal(place, "12345");
    assert_true(frame_complete(&in));
}

static void a_text_that_is_too_long_is_refused(void **state)
{
    unsigned char data[32];
    char place[6] = "same";
    struct frame out = frame_over(data, sizeof(data));
    struct frame in;

    (void) state;
    frame_put_text(&out, "123456");
    in = frame_of(data, out.length);
    frame_get_text(&in, place, sizeof(place));
    assert_true(in.bad);
    assert_string_equal(place, "same");
}

static void a_text_with_a_nul_is_refused(void **state)
{
    static const unsigned char data[] = {0, 0, 0, 3, 'a', 0, 'b'};
    struct frame in = frame_of(data, sizeof(data));
    char place[8] = "same";

    (void) state;
    frame_get_text(&in, place, sizeof(place));
    assert_true(in.bad);
    assert_string_equal(place, "same");
}

static void a_length_beyond_the_frame_is_refused(void **state)
{
    static const unsigned char rows[][5] = {
        {0, 0, 0, 2, 'a'},
        {0xff, 0xff, 0xff, 0xff, 'a'},
        {0x7f, 0xff, 0xff, 0xff, 'a'},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct frame in = frame_of(rows[i], sizeof(rows[i]));
        char place[8] = "same";

        frame_get_text(&in, place, sizeof(place));
        assert_true(in.bad);
        assert_string_equal(place, "same");
    }
}

static void what_does_not_fit_makes_the_frame_bad_for_good(void **state)
{
    unsigned char data[6] = {0};
    struct frame out = frame_over(data, 5);

    (void) state;
    frame_put(&out, 0x11223344, 4);
    frame_put(&out, 0x5566, 2);
    assert_true(out.bad);
    assert_int_equal(out.length, 4);
    frame_put(&out, 0x77, 1);
    assert_int_equal(out.length, 4);
    assert_int_equal(data[4], 0);
    assert_int_equal(data[5], 0);
}

static void a_text_that_does_not_fit_is_not_put(void **state)
{
    unsigned char data[9] = {0};
    struct frame exact = frame_over(data, 8);
    struct frame small = frame_over(data, 8);

    (void) state;
    frame_put_text(&exact, "1234");
    assert_false(exact.bad);
    assert_int_equal(exact.length, 8);
    frame_put_text(&small, "12345");
    assert_true(small.bad);
    assert_int_equal(data[8], 0);
}

static void a_get_beyond_the_end_makes_the_frame_bad_for_good(void **state)
{
    static const unsigned char data[] = {1, 2, 3};
    struct frame in = frame_of(data, sizeof(data));

    (void) state;
    assert_int_equal(frame_get(&in, 4), 0);
    assert_true(in.bad);
    assert_int_equal(frame_get(&in, 1), 0);
    assert_int_equal(in.position, 0);
}

static void only_a_frame_read_to_its_end_is_complete(void **state)
{
    static const unsigned char data[] = {1, 2};
    struct frame in = frame_of(data, sizeof(data));

    (void) state;
    assert_false(frame_complete(&in));
    frame_get(&in, 1);
    assert_false(frame_complete(&in));
    frame_get(&in, 1);
    assert_true(frame_complete(&in));
    frame_get(&in, 1);
    assert_false(frame_complete(&in));
}

/* They may be anything, and go over the wire as they are. */
static void bytes_come_back(void **state)
{
    static const unsigned char sent[] = {0, 0xff, 0, '\n'};
    unsigned char data[6];
    unsigned char place[8] = {0};
    struct frame out = frame_over(data, sizeof(data));
    struct frame in;

    (void) state;
    frame_put_bytes(&out, sent, sizeof(sent));
    assert_int_equal(out.length, sizeof(sent));
    assert_memory_equal(data, sent, sizeof(sent));
    in = frame_of(data, out.length);
    frame_get_bytes(&in, place, sizeof(sent));
    assert_true(frame_complete(&in));
    assert_memory_equal(place, sent, sizeof(sent));
    in = frame_of(data, out.length);
    memset(place, 7, sizeof(place));
    frame_get_bytes(&in, place, sizeof(sent) + 1);
    assert_true(in.bad);
    assert_int_equal(place[0], 7);
    frame_put_bytes(&out, sent, 3);
    assert_true(out.bad);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(integers_have_their_highest_byte_first),
        cmocka_unit_test(integers_come_back_at_every_width),
        cmocka_unit_test(texts_come_back_up_to_the_size_of_their_place),
        cmocka_unit_test(a_text_that_is_too_long_is_refused),
        cmocka_unit_test(a_text_with_a_nul_is_refused),
        cmocka_unit_test(a_length_beyond_the_frame_is_refused),
        cmocka_unit_test(what_does_not_fit_makes_the_frame_bad_for_good),
        cmocka_unit_test(a_text_that_does_not_fit_is_not_put),
        cmocka_unit_test(a_get_beyond_the_end_makes_the_frame_bad_for_good),
        cmocka_unit_test(only_a_frame_read_to_its_end_is_complete),
        cmocka_unit_test(bytes_come_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
