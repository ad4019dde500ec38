/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The password that pam_unix compares with: the origin of its verdict.
 */

#pragma once

#include <stdbool.h>

/*
 * The user's password is one that has to be known: pam_unix(8) says "right" of
 * nothing else for this user.  It looks where pam_unix does, with
 * getpwnam(3) and, where that has no password of its own, getspnam(3), so that
 * maps of NIS and LDAP count as files do.  False for a blank password, which
 * pam_unix lets in unasked with nullok; for a locked one, and for a user
 * without any entry, neither of which pam_unix accepts.  Needs root.
 */
bool local_password_is_set(const char *user);
