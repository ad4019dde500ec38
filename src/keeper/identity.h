/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Who the local user is, and whether an identity at the provider is theirs.
 */

#pragma once

#include "keeper/settings.h"
#include "keeper/token_store.h"
#include "keeper/user_map.h"
#include "wire/message.h"

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
 * The user may be bound at all: never root, and one below min_uid only by a
 * line of the user map.  A map that is broken for this user counts as one:
 * identity_expected says so.
 */
bool identity_is_suitable(const struct settings *,
                          const struct account_name *);

/*
 * The identity in the record is the one in the verified claims: by issuer
 * and subject (OpenID Connect Core 1.0 section 5.7), at Microsoft by tenant
 * and object, too (its claims validation guide).
 */
bool identity_is_bound(const struct record *, const struct claims *);

/* Put the identity of verified claims into the record; a name that the
 * provider has not verified is left out. */
void identity_bind(struct record *, const struct claims *);

enum identity_match {
    IDENTITY_BAD_MAP = 0,
    IDENTITY_MATCHES,
    IDENTITY_DIFFERS,
};

/*
 * A user's identity is the one in the verified claims.  One rule decides: the
 * user's line in the user map, else the record, else, while that is empty,
 * username_claim, which must be the local name with one of the domains, ASCII
 * case aside; a local name that has an "@" is whole without them.  A name that
 * the provider has not verified matches nothing.  With claims of the userinfo
 * endpoint, which have no name, the record's has to do, whose subject must be
 * theirs.  For IDENTITY_DIFFERS, ret_error says what to do about it where that
 * is known, and is untouched else.
 */
enum identity_match identity_match(const struct settings *,
                                   const struct account_name *,
                                   const struct record *,
                                   const struct claims *,
                                   char ret_error[LINE_SIZE]);

/*
 * The name at the provider to show as the expected one, by the same rule:
 * an identity of this name gets in.  Empty where only an id is known, or
 * nobody gets in.  False, with ret_name empty and ret_error set, where the
 * user map is broken.
 */
bool identity_expected(const struct settings *, const struct account_name *,
                       const struct record *, char ret_name[NAME_SIZE],
                       char ret_error[LINE_SIZE]);
