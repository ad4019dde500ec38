/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Who the local user is, and whether an identity at the provider is theirs.
 */

#pragma once

#include "keeper/settings.h"
#include "keeper/token_store.h"
#include "shared/message.h"

#include <sys/types.h>

struct account_name {
    uid_t uid;
    gid_t gid;
    char name[NAME_SIZE]; /* as the system spells it */
};

/*
 * The local user whose identity counts: the one that logs in, or with
 * `subject = caller` the one that calls.  False for an unknown one.
 */
bool identity_find_user(const struct login *, int subject,
                        struct account_name *ret_user);

/*
 * The user may be bound at all: never root, and one below min_uid only if
 * the administrator has a user map.
 */
bool identity_is_suitable(const struct settings *,
                          const struct account_name *);

/*
 * The identity in the record is the one in the verified claims: tenant and
 * object where the record has them (Microsoft's claims validation guide),
 * else issuer and subject (OpenID Connect Core 1.0 section 5.7).
 */
bool identity_is_bound(const struct record *, const struct claims *);

enum identity_match {
    IDENTITY_BAD_MAP = 0, /* with the reason in ret_error */
    IDENTITY_MATCHES,
    IDENTITY_DIFFERS,
};

/*
 * A suitable user's identity is the one in the verified claims: the one in
 * the record, or while that is empty, one that may be bound: by the user
 * map, else by username_claim, equal to the local name with one of the
 * domains, ASCII case aside.
 */
enum identity_match identity_match(const struct settings *,
                                   const struct account_name *,
                                   const struct record *,
                                   const struct claims *,
                                   char ret_error[LINE_SIZE]);

/* The name at the provider to show as the expected one. */
void identity_expected(const struct settings *, const struct account_name *,
                       const struct record *, char ret_name[NAME_SIZE]);

/* Put a newly verified identity into an empty record. */
void identity_bind(struct record *, const struct claims *, int64_t now);
