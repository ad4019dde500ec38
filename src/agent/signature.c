/* SPDX-License-Identifier: BSD-2-Clause */

#include "agent/signature.h"
#include "format/base64.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rsa.h>
#include <string.h>

enum {
    RSA_BITS_MIN = 2048,
    RSA_BITS_MAX = 8192,
    EXPONENT_BITS_MAX = 32,
    COORDINATE_BYTES = 32, /* of P-256 */
    DIGEST_BYTES = 32,     /* of SHA-256 */
    SIGNATURE_MAX = RSA_BITS_MAX / 8,
};

struct signature_algorithm {
    const char *name;
    const char *key_type;
    int padding; /* of RSA */
};

static const struct signature_algorithm algorithms[] = {
    {"RS256", "RSA", RSA_PKCS1_PADDING},
    {"PS256", "RSA", RSA_PKCS1_PSS_PADDING},
    {"ES256", "EC", 0},
    {NULL, NULL, 0},
};

const struct signature_algorithm *signature_algorithm(const char *name)
{
    for (size_t i = 0; algorithms[i].name != NULL; i++)
        if (strcmp(algorithms[i].name, name) == 0)
            return &algorithms[i];
    return NULL;
}

bool signature_fits(const struct signature_algorithm *algorithm,
                    const struct json *key)
{
    const struct json *name = json_member(key, "alg");

    return json_is_text(json_member(key, "kty"), algorithm->key_type) &&
           (json_is_absent(name) || json_is_text(name, algorithm->name));
}

static bool fits_any(const struct json *key)
{
    const struct signature_algorithm *algorithm = algorithms;

    while (algorithm->name != NULL && !signature_fits(algorithm, key))
        algorithm++;
    return algorithm->name != NULL;
}

bool signature_type_is_known(const struct json *key)
{
    const struct json *curve = json_member(key, "crv");

    if (json_is_absent(json_member(key, "kty")))
        return true;
    return fits_any(key) &&
           (json_is_absent(curve) || json_is_text(curve, "P-256") ||
            !json_is_text(json_member(key, "kty"), "EC"));
}

/* How many bytes the member has in base64url; -1 for none. */
static ssize_t member_bytes(const struct json *object, const char *name,
                            unsigned char *ret, size_t size)
{
    const char *text = json_string(json_member(object, name));

    if (text == NULL)
        return -1;
    return base64url_decode(text, strlen(text), ret, size);
}

static BIGNUM *member_number(const struct json *object, const char *name)
{
    unsigned char bytes[RSA_BITS_MAX / 8];
    ssize_t length = member_bytes(object, name, bytes, sizeof(bytes));

    if (length <= 0)
        return NULL;
    return BN_bin2bn(bytes, (int) length, NULL);
}

/* From numbers and not from a certificate: x5c in a key set (RFC 7517 section
 * 4.7) would be a second opinion on the same key. */
static EVP_PKEY *make_key(const char *key_type, OSSL_PARAM *parameters)
{
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, key_type, NULL);
    EVP_PKEY *key = NULL;

    if (context != NULL && EVP_PKEY_fromdata_init(context) == 1)
        (void) EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY,
                                 parameters);
    EVP_PKEY_CTX_free(context);
    return key;
}

/* An even modulus or exponent is none of RSA, and an exponent of 1 makes every
 * signature right. */
static bool is_sound_rsa(const BIGNUM *modulus, const BIGNUM *exponent)
{
    return BN_num_bits(modulus) >= RSA_BITS_MIN && BN_is_odd(modulus) &&
           BN_num_bits(exponent) <= EXPONENT_BITS_MAX && BN_is_odd(exponent) &&
           !BN_is_one(exponent);
}

/* RFC 7518 section 6.3.1.  NULL for a key that is too weak, or larger
 * than any that is in use: time to check grows with it. */
static EVP_PKEY *import_rsa(const struct json *json)
{
    unsigned char n[RSA_BITS_MAX / 8];
    unsigned char e[EXPONENT_BITS_MAX / 8];
    OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_RSA_N, n, sizeof(n)),
        OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_RSA_E, e, sizeof(e)),
        OSSL_PARAM_construct_end(),
    };
    BIGNUM *modulus = member_number(json, "n");
    BIGNUM *exponent = member_number(json, "e");
    EVP_PKEY *key = NULL;

    if (modulus != NULL && exponent != NULL &&
        is_sound_rsa(modulus, exponent) &&
        BN_bn2nativepad(modulus, n, sizeof(n)) > 0 &&
        BN_bn2nativepad(exponent, e, sizeof(e)) > 0)
        key = make_key("RSA", parameters);
    BN_free(exponent);
    BN_free(modulus);
    return key;
}

/* RFC 7518 section 6.2.1: both coordinates in full length. */
static EVP_PKEY *import_ec(const struct json *json)
{
    unsigned char point[1 + 2 * COORDINATE_BYTES] = {
        POINT_CONVERSION_UNCOMPRESSED};
    char group[] = "P-256";
    OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group, 0),
        OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point,
                                          sizeof(point)),
        OSSL_PARAM_construct_end(),
    };
    unsigned char *x = point + 1;
    unsigned char *y = x + COORDINATE_BYTES;

    if (!json_is_text(json_member(json, "crv"), group) ||
        member_bytes(json, "x", x, COORDINATE_BYTES) != COORDINATE_BYTES ||
        member_bytes(json, "y", y, COORDINATE_BYTES) != COORDINATE_BYTES)
        return NULL;
    /* None of a point that is not on the curve. */
    return make_key("EC", parameters);
}

static EVP_PKEY *import_key(const struct json *json)
{
    /* OpenSSL's configuration file can name code to load. */
    (void) OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
    if (json_is_text(json_member(json, "kty"), "EC"))
        return import_ec(json);
    return import_rsa(json);
}

bool signature_key_is_usable(const struct json *json)
{
    EVP_PKEY *key;

    if (!fits_any(json))
        return false;
    key = import_key(json);
    EVP_PKEY_free(key);
    /* What OpenSSL has in its queue would be taken for libcurl's own error. */
    ERR_clear_error();
    return key != NULL;
}

/* Turn r and s, side by side (RFC 7518 section 3.4), into the DER form that
 * OpenSSL reads.  `bytes` has SIGNATURE_MAX of them. */
static bool encode_ecdsa(unsigned char *bytes, size_t *length)
{
    ECDSA_SIG *signature = ECDSA_SIG_new();
    BIGNUM *r = BN_bin2bn(bytes, COORDINATE_BYTES, NULL);
    BIGNUM *s = BN_bin2bn(bytes + COORDINATE_BYTES, COORDINATE_BYTES, NULL);
    bool sound = r != NULL && s != NULL && !BN_is_zero(r) && !BN_is_zero(s);
    int encoded = 0;

    /* ECDSA_SIG_set0() takes both over where it succeeds, and neither where it
     * does not. */
    if (!sound || signature == NULL || ECDSA_SIG_set0(signature, r, s) != 1) {
        BN_free(r);
        BN_free(s);
    } else {
        encoded = i2d_ECDSA_SIG(signature, &bytes);
        *length = (size_t) encoded;
    }
    ECDSA_SIG_free(signature);
    return encoded > 0;
}

/* For each key only one length is right (RFC 7518 sections 3.3 to 3.5). */
static bool decode_signature(const char *text, EVP_PKEY *key,
                             unsigned char *bytes, size_t *length)
{
    bool ecdsa = EVP_PKEY_is_a(key, "EC") == 1;
    int expected = 2 * COORDINATE_BYTES;

    if (!ecdsa)
        expected = EVP_PKEY_get_size(key);
    *length = (size_t) expected;
    return base64url_decode(text, strlen(text), bytes, SIGNATURE_MAX) ==
               expected &&
           (!ecdsa || encode_ecdsa(bytes, length));
}

/* RFC 7518 section 3.5: the salt is as long as the digest, and both digests
 * are the same. */
static bool set_padding(EVP_PKEY_CTX *context, int padding)
{
    if (padding == 0)
        return true;
    if (EVP_PKEY_CTX_set_rsa_padding(context, padding) != 1)
        return false;
    return padding != RSA_PKCS1_PSS_PADDING ||
           (EVP_PKEY_CTX_set_rsa_pss_saltlen(context, DIGEST_BYTES) == 1 &&
            EVP_PKEY_CTX_set_rsa_mgf1_md(context, EVP_sha256()) == 1);
}

bool signature_is_right(const struct signature_algorithm *algorithm,
                        const struct json *json, const char *signed_text,
                        size_t length, const char *signature)
{
    unsigned char bytes[SIGNATURE_MAX];
    size_t size = 0;
    EVP_PKEY *key = import_key(json);
    EVP_MD_CTX *digest = EVP_MD_CTX_new();
    EVP_PKEY_CTX *context = NULL; /* a part of digest */
    bool right = false;

    if (key != NULL && digest != NULL &&
        decode_signature(signature, key, bytes, &size) &&
        EVP_DigestVerifyInit(digest, &context, EVP_sha256(), NULL, key) == 1 &&
        set_padding(context, algorithm->padding))
        right =
            EVP_DigestVerify(digest, bytes, size,
                             (const unsigned char *) signed_text, length) == 1;
    EVP_MD_CTX_free(digest);
    EVP_PKEY_free(key);
    ERR_clear_error();
    return right;
}

/* The first `size` bytes of the text's SHA-256 digest, in base64url. */
static bool encode_digest(const char *text, int size,
                          char ret_text[SIGNATURE_SHA256_SIZE])
{
    unsigned char digest[EVP_MAX_MD_SIZE];

    if (EVP_Q_digest(NULL, "SHA256", NULL, text, strlen(text), digest, NULL) !=
        1)
        return false;
    EVP_EncodeBlock((unsigned char *) ret_text, digest, size);
    ret_text[strcspn(ret_text, "=")] = '\0';
    /* OpenSSL knows the other alphabet of RFC 4648 only. */
    for (char *byte = ret_text; *byte != '\0'; byte++) {
        if (*byte == '+')
            *byte = '-';
        else if (*byte == '/')
            *byte = '_';
    }
    return true;
}

bool signature_sha256(const char *text, char ret_digest[SIGNATURE_SHA256_SIZE])
{
    return encode_digest(text, DIGEST_BYTES, ret_digest);
}

bool signature_hashes_to(const char *text, const char *half)
{
    char expected[SIGNATURE_SHA256_SIZE];

    return encode_digest(text, DIGEST_BYTES / 2, expected) &&
           strcmp(half, expected) == 0;
}
