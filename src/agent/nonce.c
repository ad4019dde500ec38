/* SPDX-License-Identifier: BSD-2-Clause */

#include "agent/nonce.h"
#include "shared/text.h"

#include <stdint.h>
#include <string.h>
#include <sys/random.h>

enum { DIGITS = 64 };

/* Exactly 64, so that each is as likely as any other after a remainder, and
 * all of them unreserved (RFC 3986 section 2.3): no encoding, neither ours
 * nor a browser's, changes what is compared later. */
static const char digits[DIGITS + 1] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                       "abcdefghijklmnopqrstuvwxyz"
                                       "0123456789-_";

bool nonce_draw(char ret_nonce[NONCE_SIZE])
{
    unsigned char bytes[NONCE_LENGTH];

    /* Up to 256 bytes come at once or not at all (getrandom(2)). */
    if (getrandom(bytes, sizeof(bytes), 0) != sizeof(bytes))
        return false;
    for (size_t i = 0; i < NONCE_LENGTH; i++)
        ret_nonce[i] = digits[bytes[i] % DIGITS];
    ret_nonce[NONCE_LENGTH] = '\0';
    explicit_bzero(bytes, sizeof(bytes));
    return true;
}

void nonce_draw_uuid(char ret_uuid[UUID_SIZE])
{
    uint32_t b[4] = {0};
    unsigned int variant;

    (void) !getrandom(b, sizeof(b), 0);
    /* Two bits of the fourth group are the variant, 10; the digit 4 before
     * the third is the version. */
    variant = 0x8000 | (b[2] >> 16 & 0x3fff);
    text_format(ret_uuid, UUID_SIZE, "%08x-%04x-4%03x-%04x-%04x%08x", b[0],
                b[1] >> 16, b[1] & 0xfff, variant, b[2] & 0xffff, b[3]);
}
