/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The user map: which identity the administrator gave to a local user.  A
 * line reads "local-user  claim=value ..."; a word that begins with "#" and
 * the rest of its line are a comment.  "claim=value" in double quotes is one
 * word, blanks and all, in which two double quotes stand for one.
 */

#pragma once

#include "wire/message.h"

enum { MAPPING_CLAIMS = 5 };

/* What a line demands of a person's claims. */
struct mapping {
    bool given[MAPPING_CLAIMS]; /* in the map's own order */
    struct claims claims;       /* their values */
};

enum mapped {
    MAPPED_BAD = 0,
    MAPPED_NOT, /* the user has no line */
    MAPPED_BY_LINE,
};

/*
 * Read the line of a local user in the map at an absolute path, a file that
 * only we can write.  MAPPED_BAD, with "file:line: what to do" in ret_error,
 * for a file that is missing or unsafe, for any line that is not understood
 * and for a second line of this user.
 */
enum mapped user_map_find(const char *path, const char *user,
                          struct mapping *ret_mapping,
                          char ret_error[LINE_SIZE]);

/* The map has nothing that user_map_find would refuse for a user of no
 * particular name. */
bool user_map_check(const char *path, char ret_error[LINE_SIZE]);

/*
 * The verified claims are all that the line names.  Ids are the same to the
 * byte; a name is, ASCII case aside, and only one that the provider has
 * verified counts.
 */
bool mapping_matches(const struct mapping *, const struct claims *);

/* The line names the person by an id, which nobody else will ever have. */
bool mapping_has_id(const struct mapping *);

/* The line names the person by a name at the provider: `claims.username`. */
bool mapping_has_name(const struct mapping *);
