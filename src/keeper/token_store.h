/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The token store, in state_dir: for each local user a binding, the identity
 * at the provider that the user is, and a token for the next login; and what
 * the issuer published about itself, for all of them.  sealed_file.h says how
 * they are kept.
 *
 * The files are UID.binding, UID.token and metadata.  UID.success is of use
 * for seconds.  UID.lock serialises writers and is never removed; a name with
 * .tmp exists while a file is written.
 */

#pragma once

#include "keeper/draft.h"
#include "keeper/sealed_file.h"
#include "keeper/settings.h"
#include "wire/message.h"

#include <sys/types.h>

/* What the store knows of the identity that a user is bound to. */
enum binding {
    BINDING_NONE, /* the user was never bound */
    BINDING_KNOWN,
    BINDING_LOST,  /* there is one, and it cannot be read */
    BINDING_OTHER, /* of another local user, who had this uid before */
};

/* The identity that a user is bound to, of which the issuer, the ids and the
 * name are kept, and the token for the next time. */
struct record {
    enum binding binding;
    char complaint[LINE_SIZE]; /* why a binding is lost or another's */
    struct claims identity;
    char refresh_token[TOKEN_SIZE]; /* empty: none is left */
};

/* A silent check that was met, by these settings. */
struct success {
    int64_t began;        /* ms, on clock_boottime()'s scale */
    char boot[WORD_SIZE]; /* of the system that clock is of */
    char conf[PATH_SIZE];
    char section[WORD_SIZE];
    char settings[WORD_SIZE]; /* a digest of all of them */
};

/* The store as seen for one user, owned by the caller. */
struct token_store {
    char directory[PATH_SIZE];
    uid_t user;
    int lock;           /* its descriptor, -1 for none */
    bool waited;        /* for the lock */
    bool spent;         /* the token in the store is, and must not be used */
    struct draft draft; /* of the user's token */
    struct sealer sealer;
};

/* A store that is not open. */
#define NO_STORE                                                              \
    {                                                                         \
        .lock = -1, .draft = NO_DRAFT                                         \
    }

/*
 * Open the store of one user, of this uid and local name, making state_dir
 * (0700) and the key file where they are missing.  False with the reason in
 * ret_error; the store needs no closing then.
 */
bool token_store_open(struct token_store *ret_store, const struct settings *,
                      uid_t user, const char *name, char ret_error[LINE_SIZE]);

/* Unlock and wipe.  A store that did not open, or NO_STORE, is fine. */
void token_store_close(struct token_store *);

/*
 * Take the user's lock, which this store must not hold yet: it would wait for
 * itself.  Waits `timeout_ms` at most, and no longer than until something is
 * to be read of the descriptor `interrupt`, -1 for none.  False with errno
 * set, EAGAIN if another process kept it, EINTR if interrupted.
 */
bool token_store_lock(struct token_store *, int64_t timeout_ms, int interrupt);

/* Give the lock back, and what was prepared; without one it does nothing. */
void token_store_unlock(struct token_store *);

/*
 * Read what is known of the user.  True where there is a token.  A token that
 * cannot be used, because it is unsafe, damaged, of a later version, or sealed
 * for another user, machine, issuer or client, counts as none, and so does
 * one without a binding: that costs a sign-in.  ret_record is complete either
 * way; the caller wipes it.
 */
bool token_store_read(const struct token_store *, struct record *ret_record);

/*
 * Make sure that a token can be stored, before the old one is spent: nothing
 * is left to allocate or open afterwards.  Needs the lock.  False with the
 * reason in ret_error and errno set.
 */
bool token_store_prepare(struct token_store *, char ret_error[LINE_SIZE]);

/*
 * Write the record's token.  Needs the lock, and prepares what was not.
 * False with errno set, ENOLCK without the lock; the old one is as it was.
 */
bool token_store_commit(struct token_store *, const struct record *);

/*
 * Bind the user to the record's identity.  Needs the lock.  False with errno
 * set as of token_store_commit.
 */
bool token_store_bind(const struct token_store *, const struct record *);

/*
 * The token in the store was spent, or is somebody else's: remove it, and do
 * not read it again in this login even if it cannot be removed.  The binding
 * stays.  Needs the lock.
 */
void token_store_drop(struct token_store *);

/*
 * Read the last success that was written for the user; false where there is
 * none that can be used, as for a token.
 */
bool token_store_read_success(const struct token_store *,
                              struct success *ret_success);

/* Write one for the next seconds, if that is possible at all. */
void token_store_write_success(const struct token_store *,
                               const struct success *);

/*
 * Read the issuer's metadata, which only an agent in that role
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
