/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The file with the hashes of host keys.  It is the service's, whose directory
 * it is in, or root's, who adds keys while the service runs.
 */

#pragma once

#include "shared/limits.h"

#include <stdbool.h>
#include <stddef.h>

struct keys_file {
    int directory; /* that the file is in */
    char name[NAME_SIZE];
    char error[LINE_SIZE]; /* "path: what to do", after a failure */
    char path[PATH_SIZE];
};

/*
 * Open the directory of the file, which need not exist; with `lock`, which
 * makes the directory where it is missing, alone until it is closed.  False
 * with what to do in keys_file->error.
 */
bool keys_file_open(struct keys_file *, const char *path, bool lock);
void keys_file_close(struct keys_file *);

/*
 * Read it as text with a NUL, which the caller frees; empty where there is
 * none.  NULL with what to do in keys_file->error for a file that somebody
 * else could have written, or that is no text.
 */
char *keys_file_read(struct keys_file *);

/* Put a text in its place, mode 0600, as a whole or not at all; it belongs to
 * whom the directory belongs to. */
bool keys_file_write(struct keys_file *, const char *text);
