/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The user map: which identity the administrator gave to a local user.  A
 * line reads "local-user  claim=value ..."; a word that begins with "#" and
 * the rest of its line are a comment.
 */

#pragma once

#include "shared/message.h"

enum identity_match {
    IDENTITY_BAD_MAP = 0,
    IDENTITY_UNMAPPED, /* the user has no line in the map */
    IDENTITY_MATCHES,
    IDENTITY_DIFFERS,
};

/*
 * The verified claims are what the map at an absolute path, a file that only
 * we can write, gives to a local user: all that the user's line names, one of
 * subject, oid and username among it.  IDENTITY_BAD_MAP, with "file:line: what
 * to do" in ret_error, for a file that is missing or unsafe, for any line that
 * is not understood and for a second line of this user.
 */
enum identity_match user_map_match(const char *path, const char *user,
                                   const struct claims *,
                                   char ret_error[LINE_SIZE]);
