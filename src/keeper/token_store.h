/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The token store: one sealed record per local user in state_dir, and what
 * the issuer published about itself for all of them, in "metadata".  The
 * record's file is named by the decimal uid; UID.lock serialises writers and
 * is never removed; a name with .tmp exists while the file is written.
 */

#pragma once

#include "keeper/seal.h"
#include "keeper/settings.h"
#include "shared/message.h"

#include <sys/types.h>

enum { SEAL_CONTEXT_SIZE = URL_SIZE + NAME_SIZE + 3 * WORD_SIZE };

/* What the store knows of the identity that a user is bound to. */
enum binding {
    BINDING_NONE, /* the user was never bound */
    BINDING_KNOWN,
    BINDING_LOST, /* there is one, and it cannot be read */
};

/* The identity that a user is bound to, of which the issuer, the ids and the
 * name are kept, and the token for the next time. */
struct record {
    enum binding binding;
    struct claims identity;
    char refresh_token[TOKEN_SIZE]; /* empty: none is left */
};

/* The store as seen for one user, owned by the caller. */
struct token_store {
    char folder[PATH_SIZE];
    char name[WORD_SIZE]; /* of the user's record */
    int lock;             /* its descriptor, -1 for none */
    struct seal_key key;
    char context[SEAL_CONTEXT_SIZE]; /* what the files are bound to */
};

/*
 * Open the store of one user, making state_dir (0700) and the key file where
 * they are missing.  False with the reason in ret_error; the store needs no
 * closing then.
 */
bool token_store_open(struct token_store *ret_store, const struct settings *,
                      uid_t user, char ret_error[LINE_SIZE]);

/* Unlock and wipe.  A store that did not open, or with -1 for the lock, is
 * fine. */
void token_store_close(struct token_store *);

/*
 * Take the user's lock, waiting `timeout_ms` at most.  False with errno set,
 * EAGAIN if another process kept it.
 */
bool token_store_lock(struct token_store *, int64_t timeout_ms);

/* Give the lock back; without one it does nothing. */
void token_store_unlock(struct token_store *);

/*
 * Read the user's record.  False, with ret_record all empty, where there is
 * none that can be used: absent, unsafe, damaged, of an old version, or
 * sealed for another user, machine, issuer or client.  That costs a sign-in.
 * The caller wipes ret_record.
 */
bool token_store_read(const struct token_store *, struct record *ret_record);

/*
 * Write the record, which is then on the disk.  False with errno set, ENOLCK
 * without the lock; the old record is as it was.
 */
bool token_store_commit(const struct token_store *, const struct record *);

/*
 * Read the issuer's metadata, which only an agent in the role of discovery
 * may have reported.  False, with ret_metadata in an unspecified state,
 * where there is none that can be used, as for a record.  Its age is the
 * caller's to judge by ret_metadata->fetched.
 */
bool token_store_read_metadata(const struct token_store *,
                               struct metadata *ret_metadata);

/*
 * Keep the metadata for later logins.  False with errno set if that failed;
 * this login goes on either way.
 */
bool token_store_write_metadata(const struct token_store *,
                                const struct metadata *);
