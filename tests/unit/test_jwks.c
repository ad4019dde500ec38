/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Which keys of a published set are kept, and what is kept of them.
 */

#include "agent/jwks.h"
#include "format/json.h"
#include "shared/limits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define ISSUER                                                                \
    "https://login.microsoftonline.com/11112222-3333-4444-5555-666677778888/" \
    "v2.0"

#define X "cWnN4cWnm7MD_z7pVKdjqfCxoKTzzm3g5B1BRvtOos4"
#define Y "14oovz6dLdKTzmiGaKxyl8sf2bkQIG_LM-ISGHvNoWo"
#define X384 "7ieai8gTXknOxKc4vIlX8vpG4FUGolYPhqf6209zXYweGFXOetRDEZtrtZdDOJuH"
#define Y384 "gpRP3F3L7MUDp33LsdGz6G7VQ2VElJHFlWksItLFx0iWZGnooJZN5_xuspREzCzD"
#define EC "\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" X "\",\"y\":\"" Y "\""

/* An odd number of `bytes` bytes, all bits set, in base64url. */
static const char *modulus(size_t bytes)
{
    static const char *const ends[] = {"", "w", "8"};
    static char text[2048];
    size_t digits = bytes * 8 / 6;

    memset(text, '_', digits);
    strncpy(text + digits, ends[bytes % 3], 2);
    return text;
}

static char detail[NAME_SIZE];

/* The result for a set with this one key; NULL if it is refused. */
static const char *normalise_key(const char *key)
{
    static char result[KEYS_SIZE];
    char set[4096];

    snprintf(set, sizeof(set), "{\"keys\":[{%s}]}", key);
    return jwks_normalise(set, strlen(set), ISSUER, result, detail) == NULL
               ? result
               : NULL;
}

static const char *normalise_rsa(size_t bytes, const char *exponent,
                                 const char *extra)
{
    char key[4096];

    snprintf(key, sizeof(key), "\"kty\":\"RSA\",\"n\":\"%s\",\"e\":\"%s\"%s",
             modulus(bytes), exponent, extra);
    return normalise_key(key);
}

static void keeps_only_what_verifies(void **state)
{
    char expected[1024];

    (void) state;
    assert_string_equal(
        normalise_key("\"x5t\":\"a\",\"use\":\"sig\",\"alg\":\"ES256\","
                      "\"x5c\":[\"a\"],\"kid\":\"k\\\"1\"," EC
                      ",\"n\":\"a\",\"key_ops\":[\"verify\"]"),
        "{\"keys\":[{\"kty\":\"EC\",\"kid\":\"k\\\"1\",\"alg\":\"ES256\","
        "\"crv\":\"P-256\",\"x\":\"" X "\",\"y\":\"" Y "\"}]}");
    snprintf(expected, sizeof(expected),
             "{\"keys\":[{\"kty\":\"RSA\",\"n\":\"%s\",\"e\":\"AQAB\"}]}",
             modulus(256));
    assert_string_equal(normalise_rsa(256, "AQAB", ",\"x\":\"y\""), expected);
}

static const struct {
    size_t bytes;
    const char *exponent;
    const char *extra;
    bool kept;
} rsa_keys[] = {
    {256, "AQAB", "", true},
    {256, "Aw", "", true},
    {256, "_____w", "", true},
    {256, "AQAB", ",\"alg\":\"RS256\"", true},
    {256, "AQAB", ",\"alg\":\"PS256\"", true},
    {256, "AQAB", ",\"key_ops\":[\"sign\",\"verify\"]", true},
    {1024, "AQAB", "", true},
    {255, "AQAB", "", false},
    {128, "AQAB", "", false},
    {1025, "AQAB", "", false},
    {0, "AQAB", "", false},
    {256, "AQ", "", false},
    {256, "Ag", "", false},
    {256, "AQAA", "", false},
    {256, "AQAAAAA", "", false},
    {256, "AQAAAAE", "", false},
    {256, "", "", false},
    {256, "AQAB=", "", false},
    {256, "AQAB", ",\"alg\":\"RS512\"", false},
    {256, "AQAB", ",\"alg\":\"HS256\"", false},
    {256, "AQAB", ",\"alg\":\"ES256\"", false},
    {256, "AQAB", ",\"alg\":\"none\"", false},
    {256, "AQAB", ",\"alg\":null", true},
    {256, "AQAB", ",\"alg\":\"\"", true},
    {256, "AQAB", ",\"alg\":1", false},
    {256, "AQAB", ",\"use\":null", true},
    {256, "AQAB", ",\"use\":\"\"", true},
    {256, "AQAB", ",\"key_ops\":null", true},
    {256, "AQAB", ",\"d\":null", true},
    {256, "AQAB", ",\"d\":1", false},
    {256, "AQAB", ",\"kid\":null", true},
    {256, "AQAB", ",\"x5c\":null", true},
    {256, "AQAB", ",\"use\":\"enc\"", false},
    {256, "AQAB", ",\"use\":[\"sig\"]", false},
    {256, "AQAB", ",\"key_ops\":[\"encrypt\"]", false},
    {256, "AQAB", ",\"key_ops\":[]", false},
    {256, "AQAB", ",\"key_ops\":\"verify\"", false},
    {256, "AQAB", ",\"d\":\"AQAB\"", false},
    {256, "AQAB", ",\"kid\":\"\"", true},
    {256, "AQAB", ",\"kid\":5", false},
    {256, "AQAB", ",\"kid\":\"a\\u001bb\"", false},
    {256, "AQAB", ",\"kid\":\"caf\\u00e9\"", false},
    {256, "AQAB", ",\"issuer\":\"" ISSUER "\"", true},
    {256, "AQAB",
     ",\"issuer\":\"https://login.microsoftonline.com/{tenantid}/v2.0\"",
     true},
    {256, "AQAB",
     ",\"issuer\":\"https://login.microsoftonline.com/"
     "9188040d-6c67-4c5b-b112-36a304b66dad/v2.0\"",
     false},
    {256, "AQAB", ",\"issuer\":\"https://evil.example/{tenantid}/v2.0\"",
     false},
    {256, "AQAB",
     ",\"issuer\":\"https://login.microsoftonline.com/{tenantid}/v2.0/\"",
     false},
    {256, "AQAB", ",\"issuer\":\"{tenantid}\"", false},
    {256, "AQAB", ",\"issuer\":1", false},
};

static void judges_rsa_keys(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(rsa_keys) / sizeof(rsa_keys[0]); i++)
        if ((normalise_rsa(rsa_keys[i].bytes, rsa_keys[i].exponent,
                           rsa_keys[i].extra) != NULL) != rsa_keys[i].kept)
            fail_msg("%zu bytes, %s%s", rsa_keys[i].bytes,
                     rsa_keys[i].exponent, rsa_keys[i].extra);
}

static const char *const refused_keys[] = {
    "",
    "\"kty\":\"oct\",\"k\":\"AQAB\"",
    "\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"" X "\"",
    "\"kty\":\"ec\",\"crv\":\"P-256\",\"x\":\"" X "\",\"y\":\"" Y "\"",
    "\"kty\":\"EC\",\"x\":\"" X "\",\"y\":\"" Y "\"",
    "\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" X "\"",
    "\"kty\":\"EC\",\"crv\":\"P-384\",\"x\":\"" X384 "\",\"y\":\"" Y384 "\"",
    "\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" X384 "\",\"y\":\"" Y384 "\"",
    "\"kty\":\"EC\",\"crv\":\"secp256k1\",\"x\":\"" X "\",\"y\":\"" Y "\"",
    "\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" Y "\",\"y\":\"" X "\"",
    "\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" X "\",\"y\":\"" X "\"",
    "\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" X "=\",\"y\":\"" Y "\"",
    "\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AQAB\",\"y\":\"AQAB\"",
    EC ",\"alg\":\"RS256\"",
    EC ",\"alg\":\"ES384\"",
    EC ",\"use\":\"enc\"",
    EC ",\"d\":\"" X "\"",
};

static void refuses_keys(void **state)
{
    (void) state;
    assert_non_null(normalise_key(EC));
    for (size_t i = 0; i < sizeof(refused_keys) / sizeof(refused_keys[0]); i++)
        if (normalise_key(refused_keys[i]) != NULL)
            fail_msg("kept: %s", refused_keys[i]);
}

static const char *const refused_sets[] = {
    "",
    "{}",
    "[]",
    "{\"keys\":{}}",
    "{\"keys\":[]}",
    "{\"keys\":[1,null,[]]}",
    "{\"keys\":{\"0\":{" EC "}}}",
    "{\"Keys\":[{" EC "}]}",
    "{\"keys\":[{" EC "}]}x",
    "{\"keys\":[{" EC ",\"kty\":\"EC\"}]}",
    "{\"keys\":[{" EC "}],\"keys\":[{" EC "}]}",
};

static void refuses_sets(void **state)
{
    char result[KEYS_SIZE] = "kept";

    (void) state;
    for (size_t i = 0; i < sizeof(refused_sets) / sizeof(refused_sets[0]); i++)
        assert_string_equal(jwks_normalise(refused_sets[i],
                                           strlen(refused_sets[i]), ISSUER,
                                           result, detail),
                            "keys_malformed");
    assert_string_equal(result, "kept");
}

/* How many are kept of `usable` good keys after as many of another use. */
static int normalise_many(int usable)
{
    static char set[256 * 1024];
    static char result[KEYS_SIZE];
    int count = 0;
    size_t used = (size_t) snprintf(set, sizeof(set), "{\"keys\":[1");

    for (int i = 0; i < 2 * usable; i++)
        used += (size_t) snprintf(set + used, sizeof(set) - used,
                                  ",{" EC ",\"kid\":\"%d\"%s}", i,
                                  i < usable ? ",\"use\":\"enc\"" : "");
    snprintf(set + used, sizeof(set) - used, "]}");
    assert_null(jwks_normalise(set, strlen(set), ISSUER, result, detail));
    for (const char *at = strstr(result, "kid"); at != NULL;
         at = strstr(at + 1, "kid"))
        count++;
    return count;
}

static void counts_usable_keys(void **state)
{
    (void) state;
    assert_int_equal(normalise_many(33), 33);
    assert_int_equal(normalise_many(KEY_COUNT_MAX), KEY_COUNT_MAX);
    assert_int_equal(normalise_many(KEY_COUNT_MAX + 9), KEY_COUNT_MAX);
}

static void limits_the_name(void **state)
{
    char extra[160];

    (void) state;
    snprintf(extra, sizeof(extra), ",\"kid\":\"%0128d\"", 1);
    assert_non_null(normalise_rsa(256, "AQAB", extra));
    snprintf(extra, sizeof(extra), ",\"kid\":\"%0129d\"", 1);
    assert_null(normalise_rsa(256, "AQAB", extra));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_only_what_verifies),
        cmocka_unit_test(judges_rsa_keys),
        cmocka_unit_test(refuses_keys),
        cmocka_unit_test(refuses_sets),
        cmocka_unit_test(counts_usable_keys),
        cmocka_unit_test(limits_the_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
