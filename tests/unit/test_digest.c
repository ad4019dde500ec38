/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The relay's cryptography, by the examples of the standards.
 */

#include "relay/digest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void check(const unsigned char digest[DIGEST_SIZE], const char *wanted)
{
    char text[2 * DIGEST_SIZE + 1];

    for (size_t i = 0; i < DIGEST_SIZE; i++)
        (void) snprintf(text + 2 * i, 3, "%02x", digest[i]);
    assert_string_equal(text, wanted);
}

/* FIPS 180-4's "abc", and the empty text. */
static void a_hash_is_sha_256(void **state)
{
    unsigned char digest[DIGEST_SIZE];

    (void) state;
    digest_sha256("abc", 3, digest);
    check(digest, "ba7816bf8f01cfea414140de5dae2223"
                  "b00361a396177a9cb410ff61f20015ad");
    digest_sha256("", 0, digest);
    check(digest, "e3b0c44298fc1c149afbf4c8996fb924"
                  "27ae41e4649b934ca495991b7852b855");
}

/* RFC 4231 sections 4.3 (a short key) and 4.7 (one of 131 bytes). */
static void a_mac_is_hmac_sha_256(void **state)
{
    static const char text[] = "what do ya want for nothing?";
    static const char other[] =
        "Test Using Larger Than Block-Size Key - Hash Key First";
    unsigned char mac[DIGEST_SIZE];
    char key[131];

    (void) state;
    digest_hmac("Jefe", 4, text, strlen(text), mac);
    check(mac, "5bdcc146bf60754e6a042426089575c7"
               "5a003f089d2739839dec58b964ec3843");
    memset(key, 0xaa, sizeof(key));
    digest_hmac(key, sizeof(key), other, strlen(other), mac);
    check(mac, "60e431591ee0b67f0d8a26aacbf5b77f"
               "8e0bc6213728c5140546040f0ee37f54");
}

/* 64 times the same byte, or the same bytes twice, is no chance. */
static void random_bytes_differ(void **state)
{
    unsigned char first[64] = {0};
    unsigned char second[64] = {0};

    (void) state;
    assert_true(digest_random(first, sizeof(first)));
    assert_true(digest_random(second, sizeof(second)));
    assert_memory_not_equal(first, second, sizeof(first));
    assert_memory_not_equal(first, first + 1, sizeof(first) - 1);
}

static void every_byte_is_compared(void **state)
{
    static const char a[] = "0123456789";

    (void) state;
    assert_true(digest_same(a, "0123456789", 10));
    assert_false(digest_same(a, "x123456789", 10));
    assert_false(digest_same(a, "012345678x", 10));
    assert_true(digest_same(a, "012345678x", 9));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_hash_is_sha_256),
        cmocka_unit_test(a_mac_is_hmac_sha_256),
        cmocka_unit_test(random_bytes_differ),
        cmocka_unit_test(every_byte_is_compared),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
