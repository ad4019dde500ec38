/* SPDX-License-Identifier: BSD-2-Clause */

#include "relay/secrets.h"

#include "format/base64.h"
#include "relay/digest.h"
#include "shared/text.h"

#include <string.h>

/* Ten characters of 5 bits each, without those that are taken for others
 * (Crockford's base 32); in upper case alone, which a QR code has a mode
 * for.  50 bits are not found by trying while the sign-in lasts: see
 * guesses.h. */
bool secrets_draw_id(char ret_id[SIGN_IN_ID_SIZE])
{
    static const char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    unsigned char random[SIGN_IN_ID_SIZE - 1];

    if (!digest_random(random, sizeof(random)))
        return false;
    /* 32 divides 256: each digit is as likely as the others. */
    for (size_t i = 0; i < sizeof(random); i++)
        ret_id[i] = digits[random[i] % 32];
    ret_id[sizeof(random)] = '\0';
    return true;
}

/* The hash is that of the text: it is what the host will send. */
bool secrets_draw_secret(char ret_secret[HOST_SECRET_SIZE],
                         unsigned char ret_hash[HASH_SIZE])
{
    unsigned char random[HASH_SIZE];

    if (!digest_random(random, sizeof(random)))
        return false;
    base64url_encode(random, sizeof(random), ret_secret);
    digest_sha256(ret_secret, strlen(ret_secret), ret_hash);
    explicit_bzero(random, sizeof(random));
    return true;
}

/* Uniform over all numbers of six digits: what lies above the last whole
 * multiple is drawn again. */
bool secrets_draw_number(char ret_number[NUMBER_SIZE])
{
    enum { NUMBERS = 1000000 };
    uint32_t random;

    do {
        if (!digest_random(&random, sizeof(random)))
            return false;
    } while (random >= UINT32_MAX - UINT32_MAX % NUMBERS);
    text_format(ret_number, NUMBER_SIZE, "%06u", random % NUMBERS);
    return true;
}
