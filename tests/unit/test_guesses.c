/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Who names unknown sign-ins too often in a minute waits for its end, whatever
 * address of its network it takes.
 */

#include "relay/guesses.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

enum { NOW = 5000000 };

static struct guesses *guesses;

static int begin(void **state)
{
    (void) state;
    guesses = guesses_open();
    return guesses == NULL;
}

static int end(void **state)
{
    (void) state;
    guesses_close(guesses);
    return 0;
}

static void guess(const char *address, int times)
{
    for (int i = 0; i < times; i++)
        guesses_add(guesses, address, NOW + i);
}

static void the_last_one_is_too_many(void **state)
{
    (void) state;
    guess("192.0.2.7", GUESSES_MAX - 1);
    assert_int_equal(guesses_wait(guesses, "192.0.2.7", NOW + 100), 0);
    guess("192.0.2.7", 1);
    assert_int_equal(guesses_wait(guesses, "192.0.2.7", NOW + 100), 60);
}

static void it_is_over_with_its_minute(void **state)
{
    (void) state;
    guess("192.0.2.7", 2 * GUESSES_MAX);
    assert_int_equal(guesses_wait(guesses, "192.0.2.7", NOW + 59999), 1);
    assert_int_equal(guesses_wait(guesses, "192.0.2.7", NOW + 60000), 0);
    guesses_add(guesses, "192.0.2.7", NOW + 60000);
    assert_int_equal(guesses_wait(guesses, "192.0.2.7", NOW + 60001), 0);
}

/* One other address in 16,384 shares its place: of a hundred most do not. */
static void others_may_go_on(void **state)
{
    int waiting = 0;

    (void) state;
    guess("192.0.2.7", GUESSES_MAX);
    for (int i = 0; i < 100; i++) {
        char address[46];

        (void) snprintf(address, sizeof(address), "198.51.100.%d", i);
        if (guesses_wait(guesses, address, NOW + 100) != 0)
            waiting++;
    }
    assert_in_range(waiting, 0, 3);
}

static void a_network_of_ipv6_is_one(void **state)
{
    (void) state;
    guess("2001:db8:1:2::1", GUESSES_MAX / 2);
    guess("2001:db8:1:2:ffff::2", GUESSES_MAX - GUESSES_MAX / 2);
    assert_int_not_equal(
        guesses_wait(guesses, "2001:db8:1:2:3:4:5:6", NOW + 100), 0);
}

/* The networks beside it are others. */
static void mapped_addresses_are_not_one(void **state)
{
    int waiting = 0;

    (void) state;
    guess("::ffff:192.0.2.7", GUESSES_MAX);
    assert_int_not_equal(guesses_wait(guesses, "::ffff:192.0.2.7", NOW + 100),
                         0);
    for (int i = 0; i < 100; i++) {
        char address[46];

        (void) snprintf(address, sizeof(address), "::ffff:198.51.100.%d", i);
        if (guesses_wait(guesses, address, NOW + 100) != 0)
            waiting++;
    }
    assert_in_range(waiting, 0, 3);
}

static void any_text_is_an_address(void **state)
{
    (void) state;
    guess("", GUESSES_MAX);
    assert_int_not_equal(guesses_wait(guesses, "", NOW + 100), 0);
    guess("unix", GUESSES_MAX);
    assert_int_not_equal(guesses_wait(guesses, "unix", NOW + 100), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_last_one_is_too_many, begin, end),
        cmocka_unit_test_setup_teardown(it_is_over_with_its_minute, begin,
                                        end),
        cmocka_unit_test_setup_teardown(others_may_go_on, begin, end),
        cmocka_unit_test_setup_teardown(a_network_of_ipv6_is_one, begin, end),
        cmocka_unit_test_setup_teardown(mapped_addresses_are_not_one, begin,
                                        end),
        cmocka_unit_test_setup_teardown(any_text_is_an_address, begin, end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
