/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Sealing of stored records: AES-256-GCM with a random 96-bit nonce (NIST
 * SP 800-38D), bound to a context that is not stored.  The key is a file;
 * without a TPM behind it this protects a copied record, not a copied disk.
 */

#pragma once

#include "shared/limits.h"
#include "wire/frame.h"

enum {
    SEAL_KEY_SIZE = 32,
    SEAL_OVERHEAD = 16 + 12, /* bytes: tag and nonce */
};

struct seal_key {
    unsigned char bytes[SEAL_KEY_SIZE + 1]; /* room to see a file too large */
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
 * Seal the text that fills the frame, in its place, and append tag and nonce:
 * SEAL_OVERHEAD bytes.  False if that does not fit, or failed; the caller
 * wipes the frame's memory.
 */
bool seal_close(const struct seal_key *, const char *context, struct frame *);

/*
 * Open the whole of a sealed frame in its place; the caller wipes its memory.
 * False where a bit of the frame, the context or the key is another one; what
 * came of it is then a bad frame.
 */
bool seal_open(const struct seal_key *, const char *context, struct frame *);
