/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The word that was probably meant.
 */

#include "shared/nearest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const char *const words[] = {"global", "sshd", "sudo",
                                    "sudo-i", "su",   "gdm-password"};

static const struct {
    const char *wanted;
    const char *found;
} table[] = {
    {"ssh", "sshd"},
    {"globl", "global"},
    {"shsd", "sshd"},
    {"SSHD", "sshd"},
    {"sudo_i", "sudo-i"},
    {"sud", "sudo"},
    {"sudoo", "sudo"},
    {"openssh", ""},
    {"nginx", ""},
    {"x", ""},
    {"", ""},
    {"gdm-passwd", "gdm-password"},
    {"globalx", "global"},
};

static void finds_what_was_meant(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        struct nearest nearest = nearest_to(table[i].wanted);

        for (size_t w = 0; w < sizeof(words) / sizeof(words[0]); w++)
            nearest_try(&nearest, words[w]);
        assert_string_equal(nearest.word, table[i].found);
    }
}

static void the_first_of_equals_wins(void **state)
{
    struct nearest nearest = nearest_to("sus");

    (void) state;
    nearest_try(&nearest, "sux");
    nearest_try(&nearest, "suy");
    assert_string_equal(nearest.word, "sux");
    nearest_try(&nearest, "sus");
    assert_string_equal(nearest.word, "sus");
    assert_int_equal(nearest.distance, 0);
}

/* Nothing is read or written beyond a word. */
static void too_long_is_never_near(void **state)
{
    char word[2 * WORD_SIZE];
    struct nearest nearest = nearest_to("sshd");

    (void) state;
    memset(word, 's', sizeof(word) - 1);
    word[sizeof(word) - 1] = '\0';
    nearest_try(&nearest, word);
    assert_string_equal(nearest.word, "");
    nearest = nearest_to(word);
    nearest_try(&nearest, word);
    assert_string_equal(nearest.word, "");
    word[WORD_SIZE - 1] = '\0';
    nearest = nearest_to(word);
    nearest_try(&nearest, word);
    assert_string_equal(nearest.word, word);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_what_was_meant),
        cmocka_unit_test(the_first_of_equals_wins),
        cmocka_unit_test(too_long_is_never_near),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
