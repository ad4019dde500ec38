/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The user map: which identity the administrator gave to a local user.  A
 * line reads "local-user  claim=value ..."; a word that begins with "#" and
 * the rest of its line are a comment.
 */

#pragma once

#include "shared/message.h"

enum user_map_result { USER_MAP_BAD = 0, USER_MAP_ABSENT, USER_MAP_FOUND };

/*
 * Look a local user up in the map at an absolute path, a file that only we
 * can write.  USER_MAP_FOUND fills issuer, subject, tid, oid and
 * username of ret_expected, empty where the line does not say; one of
 * subject, oid and username is not.  USER_MAP_BAD, with "file:line: what to
 * do" in ret_error, for a file that is missing or unsafe, for any line that
 * is not understood and for a second line of this user.
 */
enum user_map_result user_map_find(const char *path, const char *user,
                                   struct claims *ret_expected,
                                   char ret_error[LINE_SIZE]);
