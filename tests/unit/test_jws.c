/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Tokens that verify and tokens that must not: the examples of RFC 7515, and
 * tokens signed here with every fault that a header, a signature or a key
 * can have.
 */

#include "agent/jws.h"
#include "shared/limits.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define PAYLOAD "{\"sub\":\"alice\"}"
#define ES256 "{\"alg\":\"ES256\"}"
#define RS256_R "{\"alg\":\"RS256\",\"kid\":\"r\"}"

enum key_name { KEY_RSA, KEY_EC, KEY_COUNT };

static EVP_PKEY *keys[KEY_COUNT];
static char key_set[8192]; /* "r" is the RSA key, "e" the one on P-256 */
static char rsa_members[2200];

static void base64url(const unsigned char *bytes, size_t length, char *ret)
{
    int end = EVP_EncodeBlock((unsigned char *) ret, bytes, (int) length);

    while (end > 0 && ret[end - 1] == '=')
        ret[--end] = '\0';
    for (; *ret != '\0'; ret++)
        *ret = *ret == '+' ? '-' : *ret == '/' ? '_' : *ret;
}

static void number_member(EVP_PKEY *key, const char *name, char *ret)
{
    unsigned char bytes[1024];
    BIGNUM *number = NULL;

    assert_int_equal(EVP_PKEY_get_bn_param(key, name, &number), 1);
    base64url(bytes, (size_t) BN_bn2bin(number, bytes), ret);
    BN_free(number);
}

static int make_keys(void **state)
{
    char n[2048];
    char e[64];
    unsigned char point[65];
    char x[64];
    char y[64];
    size_t length = 0;

    (void) state;
    keys[KEY_RSA] = EVP_RSA_gen(2048);
    keys[KEY_EC] = EVP_EC_gen("P-256");
    number_member(keys[KEY_RSA], OSSL_PKEY_PARAM_RSA_N, n);
    number_member(keys[KEY_RSA], OSSL_PKEY_PARAM_RSA_E, e);
    EVP_PKEY_get_octet_string_param(keys[KEY_EC], OSSL_PKEY_PARAM_PUB_KEY,
                                    point, sizeof(point), &length);
    if (length != sizeof(point))
        return -1;
    base64url(point + 1, 32, x);
    base64url(point + 33, 32, y);
    snprintf(rsa_members, sizeof(rsa_members),
             "\"kty\":\"RSA\",\"n\":\"%s\",\"e\":\"%s\"", n, e);
    snprintf(key_set, sizeof(key_set),
             "{\"keys\":[{%s,\"kid\":\"r\"},"
             "{\"kty\":\"EC\",\"kid\":\"e\",\"crv\":\"P-256\","
             "\"x\":\"%s\",\"y\":\"%s\"}]}",
             rsa_members, x, y);
    return 0;
}

static int free_keys(void **state)
{
    (void) state;
    EVP_PKEY_free(keys[KEY_RSA]);
    EVP_PKEY_free(keys[KEY_EC]);
    return 0;
}

/* Turn a DER signature into r and s side by side. */
static size_t raw_ecdsa(unsigned char *bytes, size_t length)
{
    const unsigned char *at = bytes;
    ECDSA_SIG *signature = d2i_ECDSA_SIG(NULL, &at, (long) length);

    assert_non_null(signature);
    BN_bn2binpad(ECDSA_SIG_get0_r(signature), bytes, 32);
    BN_bn2binpad(ECDSA_SIG_get0_s(signature), bytes + 32, 32);
    ECDSA_SIG_free(signature);
    return 64;
}

static size_t sign(const char *text, enum key_name name, bool pss,
                   unsigned char *ret)
{
    EVP_MD_CTX *digest = EVP_MD_CTX_new();
    EVP_PKEY_CTX *context = NULL;
    size_t length = 1024;

    assert_int_equal(
        EVP_DigestSignInit(digest, &context, EVP_sha256(), NULL, keys[name]),
        1);
    if (pss) {
        EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING);
        EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST);
    }
    assert_int_equal(EVP_DigestSign(digest, ret, &length,
                                    (const unsigned char *) text,
                                    strlen(text)),
                     1);
    EVP_MD_CTX_free(digest);
    return name == KEY_EC ? raw_ecdsa(ret, length) : length;
}

/* Sign as `how` says, whatever the header says. */
static char *make_token(const char *header, const char *payload,
                        const char *how)
{
    static char token[2 * ID_TOKEN_SIZE];
    unsigned char signature[1024];
    char *at = token;

    base64url((const unsigned char *) header, strlen(header), at);
    at += strlen(at);
    *at++ = '.';
    base64url((const unsigned char *) payload, strlen(payload), at);
    at += strlen(at);
    *at = '\0';
    base64url(signature,
              sign(token, how[0] == 'E' ? KEY_EC : KEY_RSA, how[0] == 'P',
                   signature),
              at + 1);
    *at = '.';
    return token;
}

static enum jws_result verify(const char *token, const char *with_keys)
{
    struct json *payload = NULL;
    const char *reason = NULL;
    enum jws_result result = jws_verify(token, with_keys, &payload, &reason);

    assert_non_null(reason);
    assert_int_equal(payload != NULL, result == JWS_VERIFIED);
    json_free(&payload);
    return result;
}

/* RFC 7515, appendices A.2 and A.3. */
static void verifies_the_examples_of_the_rfc(void **state)
{
    static const char payload[] =
        "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt"
        "cGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
    static const char rsa[] =
        "{\"keys\":[{\"kty\":\"RSA\",\"n\":\"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd"
        "_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-"
        "SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kp"
        "aSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uD"
        "Zlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2eth"
        "FkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ\",\"e\":\"AQAB\"}]}";
    static const char ec[] =
        "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\","
        "\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\","
        "\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"}]}";
    static const char rsa_signature[] =
        "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHI"
        "m4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB"
        "--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN938"
        "3LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QO"
        "YEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
    static const char ec_signature[] =
        "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSA"
        "pmWQxfKTUJqPP3-Kg6NU1Q";
    char token[1024];

    (void) state;
    snprintf(token, sizeof(token), "eyJhbGciOiJSUzI1NiJ9.%s.%s", payload,
             rsa_signature);
    assert_int_equal(verify(token, rsa), JWS_VERIFIED);
    assert_int_equal(verify(token, ec), JWS_UNKNOWN_KEY);
    snprintf(token, sizeof(token), "eyJhbGciOiJFUzI1NiJ9.%s.%s", payload,
             ec_signature);
    assert_int_equal(verify(token, ec), JWS_VERIFIED);
}

static const struct {
    const char *header;
    const char *how;
    enum jws_result expected;
} headers[] = {
    {"{\"alg\":\"RS256\"}", "RS256", JWS_VERIFIED},
    {"{\"alg\":\"PS256\"}", "PS256", JWS_VERIFIED},
    {"{\"alg\":\"ES256\"}", "ES256", JWS_VERIFIED},
    {"{\"alg\":\"RS256\",\"kid\":\"r\",\"typ\":\"JWT\"}", "RS256",
     JWS_VERIFIED},
    {"{\"alg\":\"ES256\",\"kid\":\"e\",\"typ\":\"jwt\"}", "ES256",
     JWS_VERIFIED},
    {"{\"alg\":\"RS256\",\"x5t\":\"a\",\"jku\":\"https://evil.example/\","
     "\"x5u\":\"https://evil.example/\",\"x5c\":[\"a\"]}",
     "RS256", JWS_VERIFIED},
    {"{\"alg\":\"RS256\",\"kid\":\"other\"}", "RS256", JWS_UNKNOWN_KEY},
    {"{\"alg\":\"RS256\",\"kid\":\"r\"}", "PS256", JWS_UNKNOWN_KEY},
    {"{\"alg\":\"PS256\",\"kid\":\"r\"}", "RS256", JWS_UNKNOWN_KEY},
    {"{\"alg\":\"RS256\",\"kid\":\"r\"}", "ES256", JWS_UNKNOWN_KEY},
    {"{\"alg\":\"none\"}", "RS256", JWS_REFUSED},
    {"{}", "RS256", JWS_REFUSED},
    {"", "RS256", JWS_REFUSED},
    {"{\"alg\":\"RS256\"}x", "RS256", JWS_REFUSED},
    {"{\"alg\":\"RS256\",\"alg\":\"RS256\"}", "RS256", JWS_REFUSED},
    {"{\"alg\":\"RS256\",\"\\u0061lg\":\"RS256\"}", "RS256", JWS_REFUSED},
    {"{\"alg\":\"RS256\",\"crit\":[]}", "RS256", JWS_REFUSED},
    {"{\"alg\":\"RS256\",\"zip\":\"DEF\"}", "RS256", JWS_REFUSED},
    {"{\"alg\":\"RS256\",\"typ\":\"at+jwt\"}", "RS256", JWS_REFUSED},
    {"{\"alg\":\"RS256\",\"kid\":\"\"}", "RS256", JWS_REFUSED},
    {"{\"alg\":\"RS256\",\"kid\":\"r\\n\"}", "RS256", JWS_REFUSED},
};

static void judges_headers(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++) {
        char *token = make_token(headers[i].header, PAYLOAD, headers[i].how);

        if (verify(token, key_set) != headers[i].expected)
            fail_msg("%s, signed with %s", headers[i].header, headers[i].how);
    }
}

static const char *const bad_payloads[] = {
    "",
    "[]",
    "\"x\"",
    "{\"sub\":\"a\",\"sub\":\"b\"}",

    "{\"sub\":1e999}",
    "{\"sub\":\"a\\u0000b\"}",
    "{\"sub\":\"\xff\"}",
};

static void judges_payloads(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(bad_payloads) / sizeof(bad_payloads[0]); i++)
        if (verify(make_token("{\"alg\":\"ES256\"}", bad_payloads[i], "ES256"),
                   key_set) != JWS_REFUSED)
            fail_msg("accepted the payload %s", bad_payloads[i]);
}

/* Each byte of a good token matters, its last bits included. */
static void refuses_every_changed_byte(void **state)
{
    static const char digits[] = "Aw_.=+\n";
    char token[1024];

    (void) state;
    snprintf(
        token, sizeof(token), "%s",
        make_token("{\"alg\":\"ES256\",\"kid\":\"e\"}", PAYLOAD, "ES256"));
    assert_int_equal(verify(token, key_set), JWS_VERIFIED);
    for (size_t i = 0; token[i] != '\0'; i++) {
        char original = token[i];

        for (size_t j = 0; digits[j] != '\0'; j++) {
            token[i] = digits[j];
            if (digits[j] != original &&
                verify(token, key_set) == JWS_VERIFIED)
                fail_msg("byte %zu may be %c", i, digits[j]);
        }
        token[i] = original;
    }
    for (size_t i = strlen(token); i-- > 0;) {
        token[i] = '\0';
        assert_int_not_equal(verify(token, key_set), JWS_VERIFIED);
    }
}

static void refuses_other_forms(void **state)
{
    static char token[2 * ID_TOKEN_SIZE];
    static char payload[ID_TOKEN_SIZE];
    static const char *const ends[] = {"=",  "==", ".",  ".x",  " ",
                                       "\n", "A",  "AA", "AAAA"};

    (void) state;
    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
        snprintf(token, sizeof(token), "%s%s",
                 make_token(ES256, PAYLOAD, "ES256"), ends[i]);
        assert_int_not_equal(verify(token, key_set), JWS_VERIFIED);
    }
    assert_int_equal(verify("", key_set), JWS_REFUSED);
    assert_int_equal(verify("..", key_set), JWS_REFUSED);

    /* Too long, although it is signed. */
    snprintf(payload, sizeof(payload), "{\"sub\":\"%0*d\"}", 24000, 0);
    assert_int_equal(verify(make_token(ES256, payload, "ES256"), key_set),
                     JWS_VERIFIED);
    snprintf(payload, sizeof(payload), "{\"sub\":\"%0*d\"}", 24600, 0);
    assert_int_equal(verify(make_token(ES256, payload, "ES256"), key_set),
                     JWS_REFUSED);
}

/* A signature of zeros, an empty one and one in DER. */
static void refuses_other_ecdsa_signatures(void **state)
{
    char *token = make_token(ES256, PAYLOAD, "ES256");
    char *signature = strrchr(token, '.') + 1;
    unsigned char der[80];
    EVP_MD_CTX *digest = EVP_MD_CTX_new();
    size_t length = sizeof(der);

    (void) state;
    assert_int_equal(strlen(signature), 86);
    memset(signature + 42, 'A', 44); /* s is 0 */
    assert_int_not_equal(verify(token, key_set), JWS_VERIFIED);
    memset(signature, 'A', 86);
    assert_int_not_equal(verify(token, key_set), JWS_VERIFIED);
    signature[0] = '\0';
    assert_int_not_equal(verify(token, key_set), JWS_VERIFIED);

    EVP_DigestSignInit(digest, NULL, EVP_sha256(), NULL, keys[KEY_EC]);
    assert_int_equal(EVP_DigestSign(digest, der, &length,
                                    (const unsigned char *) token,
                                    (size_t) (signature - 1 - token)),
                     1);
    EVP_MD_CTX_free(digest);
    base64url(der, length, signature);
    assert_int_not_equal(verify(token, key_set), JWS_VERIFIED);
    base64url(der, raw_ecdsa(der, length), signature);
    assert_int_equal(verify(token, key_set), JWS_VERIFIED);
}

static void tries_each_key(void **state)
{
    char two[8192];
    static char many[64 * 1024];
    size_t used;
    char *token;

    (void) state;
    snprintf(two, sizeof(two), "{\"keys\":[{%s,\"kid\":\"r\"},{%s}]}",
             rsa_members, rsa_members);
    token = make_token(RS256_R, PAYLOAD, "RS256");
    assert_int_equal(verify(token, two), JWS_VERIFIED);
    assert_int_equal(verify(token, "{\"keys\":[]}"), JWS_UNKNOWN_KEY);
    assert_int_equal(verify(token, ""), JWS_UNKNOWN_KEY);
    token = make_token("{\"alg\":\"RS256\"}", PAYLOAD, "RS256");
    assert_int_equal(verify(token, two), JWS_VERIFIED);

    snprintf(two, sizeof(two),
             "{\"keys\":[{%s,\"kid\":\"r\"},{%s,\"kid\":\"r\"}]}", rsa_members,
             rsa_members);
    token = make_token(RS256_R, PAYLOAD, "RS256");
    assert_int_equal(verify(token, two), JWS_VERIFIED);

    /* Behind others under its name: the same with another exponent. */
    used = (size_t) snprintf(many, sizeof(many), "{\"keys\":[");
    for (int i = 1; i < KEYS_TRIED_MAX; i++)
        used += (size_t) snprintf(
            many + used, sizeof(many) - used, "{%.*s\"Aw\",\"kid\":\"r\"},",
            (int) (strlen(rsa_members) - strlen("\"AQAB\"")), rsa_members);
    snprintf(many + used, sizeof(many) - used, "{%s,\"kid\":\"r\"}]}",
             rsa_members);
    assert_int_equal(verify(token, many), JWS_VERIFIED);

    snprintf(two, sizeof(two),
             "{\"keys\":[{%s,\"kid\":\"r\",\"alg\":\"PS256\"}]}", rsa_members);
    assert_int_equal(verify(token, two), JWS_UNKNOWN_KEY);
    token = make_token("{\"alg\":\"PS256\",\"kid\":\"r\"}", PAYLOAD, "PS256");
    assert_int_equal(verify(token, two), JWS_VERIFIED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(verifies_the_examples_of_the_rfc),
        cmocka_unit_test(judges_headers),
        cmocka_unit_test(judges_payloads),
        cmocka_unit_test(refuses_every_changed_byte),
        cmocka_unit_test(refuses_other_forms),
        cmocka_unit_test(refuses_other_ecdsa_signatures),
        cmocka_unit_test(tries_each_key),
    };

    return cmocka_run_group_tests(tests, make_keys, free_keys);
}
