/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Who the local user is, and whether an identity at the provider is theirs.
 */

#pragma once

#include "keeper/settings.h"
#include "keeper/token_store.h"
#include "keeper/user_map.h"
#include "shared/message.h"

#include <sys/types.h>

struct account_name {
    uid_t uid;
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
 * The identity in the record is the one in the verified claims: by issuer
 * and subject (OpenID Connect Core 1.0 section 5.7), at Microsoft by tenant
 * and object, too (its claims validation guide).
 */
bool identity_is_bound(const struct record *, const struct claims *);

/*
 * A suitable user's identity is the one in the verified claims.  The user's
 * line in the user map decides, else the record, else, while that is empty,
 * username_claim: equal to the local name with one of the domains, ASCII
 * case aside.  Never IDENTITY_UNMAPPED.
 */
enum identity_match identity_match(const struct settings *,
                                   const struct account_name *,
                                   const struct record *,
                                   const struct claims *,
                                   char ret_error[LINE_SIZE]);

/* The name at the provider to show as the expected one. */
void identity_expected(const struct settings *, const struct account_name *,
                       const struct record *, char ret_name[NAME_SIZE]);
