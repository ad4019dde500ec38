/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What the PAM files of this host say about names of services: which there
 * are, and which sections of our configuration their lines ask for.  This
 * only helps to find misspelt names and decides about nobody.
 */

#pragma once

#include <stdbool.h>

/*
 * The directories that libpam reads: /etc/pam.d, /usr/lib/pam.d, and its
 * --enable-vendordir, which is /usr/share at Red Hat's and /usr/etc at
 * SUSE's.  A NULL ends the list.
 */
extern const char *const pam_files_directories[];

/* One of the directories has a file of that name; it may be a link. */
bool pam_files_have(const char *const *directories, const char *service);

/* Takes a name; `asked` for by service=, not the name of a file. */
typedef void pam_files_take(void *context, const char *name, bool asked);

/*
 * Pass on the name of each file in the directories, and each NAME of an
 * argument service=NAME to pam_claims.so in them.  A directory or file that
 * cannot be read, and what is beyond the first 64 KiB of a file or the first
 * 1,000 files of a directory, is passed over.
 */
void pam_files_names(const char *const *directories, pam_files_take *,
                     void *context);
