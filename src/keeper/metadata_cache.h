/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What an issuer published about itself, kept in state_dir for all users.
 * Only an agent in the role of discovery may have reported it.
 */

#ifndef KEEPER_METADATA_CACHE_H
#define KEEPER_METADATA_CACHE_H

#include "keeper/token_store.h"
#include "shared/message.h"

/*
 * Read the cached metadata of an issuer.  False, with ret_metadata in an
 * unspecified state, where there is none that can be used.  Its age is the
 * caller's to judge by ret_metadata->fetched.
 */
bool metadata_cache_read(const struct token_store *, const char *issuer,
                         struct metadata *ret_metadata);

/*
 * Keep the metadata for later logins.  False with errno set if that failed,
 * EWOULDBLOCK if another process is doing it; this login goes on either way.
 */
bool metadata_cache_write(const struct token_store *, const struct metadata *);

#endif
