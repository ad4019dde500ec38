/* SPDX-License-Identifier: BSD-2-Clause */

#include "relay/digest.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <stdlib.h>

void digest_sha256(const void *bytes, size_t length,
                   unsigned char ret_digest[DIGEST_SIZE])
{
    if (gnutls_hash_fast(GNUTLS_DIG_SHA256, bytes, length, ret_digest) != 0)
        abort();
}

void digest_hmac(const void *key, size_t key_length, const void *bytes,
                 size_t length, unsigned char ret_mac[DIGEST_SIZE])
{
    if (gnutls_hmac_fast(GNUTLS_MAC_SHA256, key, key_length, bytes, length,
                         ret_mac) != 0)
        abort();
}

bool digest_random(void *ret_bytes, size_t length)
{
    return gnutls_rnd(GNUTLS_RND_KEY, ret_bytes, length) == 0;
}

bool digest_same(const void *a, const void *b, size_t length)
{
    return gnutls_memcmp(a, b, length) == 0;
}
