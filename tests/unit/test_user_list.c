/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The sign-ins of one user at one host: the oldest makes room.
 */

#include "relay/user_list.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static struct user_list list;
static char left[SIGN_IN_ID_SIZE];

static int begin(void **state)
{
    (void) state;
    list.count = 0;
    return 0;
}

static void add(int number, int64_t expires, size_t most)
{
    struct sign_in sign_in = {.expires = expires};

    (void) snprintf(sign_in.id, sizeof(sign_in.id), "%010d", number % 100000);
    user_list_add(&list, &sign_in, most, left);
}

static void the_oldest_leaves(void **state)
{
    (void) state;
    add(1, 100, 2);
    assert_string_equal(left, "");
    add(2, 100, 2);
    assert_string_equal(left, "");
    add(3, 100, 2);
    assert_string_equal(left, "0000000001");
    assert_int_equal(list.count, 2);
    add(4, 100, 2);
    assert_string_equal(left, "0000000002");
}

static void one_that_ended_makes_room(void **state)
{
    (void) state;
    add(1, 100, 2);
    add(2, 100, 2);
    user_list_remove(&list, "0000000001");
    user_list_remove(&list, "0000000009");
    add(3, 100, 2);
    assert_string_equal(left, "");
    assert_int_equal(list.count, 2);
}

static size_t encode(unsigned char bytes[USER_LIST_BYTES])
{
    struct frame frame = frame_over(bytes, USER_LIST_BYTES);

    user_list_encode(&list, &frame);
    assert_false(frame.bad);
    return frame.length;
}

static void a_list_is_what_was_kept(void **state)
{
    unsigned char bytes[USER_LIST_BYTES];
    struct store_value value = {bytes, 0};
    struct user_list read;

    (void) state;
    add(1, 100, 3);
    add(2, 200, 3);
    value.size = encode(bytes);
    user_list_decode(&value, 99, &read);
    assert_int_equal(read.count, 2);
    assert_string_equal(read.items[0].id, "0000000001");
    assert_string_equal(read.items[1].id, "0000000002");
    assert_int_equal(read.items[1].expires, 200);
    user_list_decode(&value, 100, &read);
    assert_int_equal(read.count, 1);
    assert_string_equal(read.items[0].id, "0000000002");
}

static void half_an_item_is_none(void **state)
{
    unsigned char bytes[USER_LIST_BYTES];
    struct store_value value = {bytes, 0};
    struct user_list read;

    (void) state;
    add(1, 100, 3);
    add(2, 100, 3);
    value.size = encode(bytes) - 1;
    user_list_decode(&value, 0, &read);
    assert_int_equal(read.count, 1);
    value.size = 0;
    user_list_decode(&value, 0, &read);
    assert_int_equal(read.count, 0);
}

/* Somebody has lowered the ceiling, or others wrote the store. */
static void more_than_fit_are_not_taken(void **state)
{
    static unsigned char bytes[2 * USER_LIST_BYTES];
    struct frame frame = frame_over(bytes, sizeof(bytes));
    struct store_value value = {bytes, 0};

    (void) state;
    for (int i = 0; i < 2 * USERS_MAX; i++) {
        frame_put_bytes(&frame, "0000000001", 10);
        frame_put(&frame, 100, 8);
    }
    value.size = frame.length;
    user_list_decode(&value, 0, &list);
    assert_int_equal(list.count, USERS_MAX - 1);
    add(2, 100, USERS_MAX - 1);
    assert_string_equal(left, "0000000001");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(the_oldest_leaves, begin),
        cmocka_unit_test_setup(one_that_ended_makes_room, begin),
        cmocka_unit_test_setup(a_list_is_what_was_kept, begin),
        cmocka_unit_test_setup(half_an_item_is_none, begin),
        cmocka_unit_test_setup(more_than_fit_are_not_taken, begin),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
