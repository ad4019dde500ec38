/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Sealing of stored records: AES-256-GCM with a random 96-bit nonce (NIST
 * SP 800-38D), bound to a context that is not stored.  The key is a file;
 * without a TPM behind it this protects a copied record, not a copied disk.
 */

#pragma once

#include "shared/frame.h"
#include "shared/limits.h"

enum {
    SEAL_KEY_SIZE = 32,
    SEAL_OVERHEAD = 12 + 16, /* bytes: nonce and tag */
};

struct seal_key {
    unsigned char bytes[SEAL_KEY_SIZE];
};

/*
 * Read the key at an absolute path.  Where it is missing and `make` is set,
 * it is made from the system's random numbers, mode 0400.  A key that others
 * can read, or of another size, is refused with the reason in ret_error.  The
 * caller wipes ret_key.
 */
bool seal_key_load(const char *path, bool make, struct seal_key *ret_key,
                   char ret_error[LINE_SIZE]);

/*
 * Seal the plain frame and append nonce, ciphertext and tag to ret_sealed,
 * which needs room for SEAL_OVERHEAD bytes more.  False if it does not fit.
 */
bool seal_close(const struct seal_key *, const char *context,
                const struct frame *plain, struct frame *ret_sealed);

/*
 * Open the rest of a sealed frame into the empty frame ret_plain, whose
 * memory the caller wipes.  False, with nothing in it, where a bit of the
 * frame, the context or the key is another one.
 */
bool seal_open(const struct seal_key *, const char *context,
               struct frame *sealed, struct frame *ret_plain);
