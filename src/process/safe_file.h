/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Files and directories that nobody but us, the user that this process runs
 * as, can have written; in a login that is root.  Every step of a path is
 * opened without following links and judged on its descriptor, so that what
 * was checked is what is read: each directory on the way belongs to root or to
 * us and is written by nobody else, unless it is sticky.
 *
 * Paths are absolute.  Errors are texts for the administrator that name the
 * path and say what to do; errno holds the reason, ENOENT for what is
 * missing.
 */

#pragma once

#include "shared/limits.h"
#include "wire/frame.h"

#include <sys/types.h>

/* Permission bits that a file or directory must not have; and, together with
 * them, that it may be root's in place of ours, as the configuration of a
 * service is that runs as somebody else. */
enum {
    NOT_WRITTEN_BY_OTHERS = 022,
    NOT_READ_BY_OTHERS = 077,
    ROOTS_AS_WELL = 0200000 /* no bit of a mode, see inode(7) */
};

/* Of a path that is walked: one of the configuration and a name in it. */
enum { SAFE_PATH_SIZE = PATH_SIZE + NAME_SIZE + 4 };

/*
 * Write "path: what" into ret_error and EPERM into errno; or, with an error
 * that is not 0, its text and itself.  Always false.
 */
bool safe_file_complain(const char *path, int error, const char *what,
                        char ret_error[LINE_SIZE]);

/* By its components the absolute path is below the directory. */
bool safe_path_is_inside(const char *directory, const char *path);

/*
 * The directory belongs to us and has none of the forbidden bits.  With `make`
 * it is made, mode 0700, where it is missing.
 */
bool safe_directory(const char *path, mode_t forbidden, bool make,
                    char ret_error[LINE_SIZE]);

/*
 * Read a regular file of ours, which has one link and none of the forbidden
 * bits.  A file that fills the whole capacity of the empty frame ret_content
 * is too large.  On failure the frame is in an unspecified state, but still
 * empty if errno is ENOENT.
 */
bool safe_file_read(const char *path, mode_t forbidden,
                    struct frame *ret_content, char ret_error[LINE_SIZE]);

/*
 * Read a file as text that fits into `size` bytes with a NUL.  A byte order
 * mark, a carriage return, a NUL and other control bytes but the tab are
 * refused, with the line's number.
 */
bool safe_text_read(const char *path, mode_t forbidden, char *ret_text,
                    size_t size, char ret_error[LINE_SIZE]);

/*
 * Open the directory that holds a file, which need not exist.  -1 with the
 * reason in ret_error.
 */
int safe_file_parent(const char *path, char ret_error[LINE_SIZE]);

/*
 * Make a file, mode 0400, as a whole or not at all; false, with EEXIST, where
 * there is one.
 */
bool safe_file_create(const char *path, const struct frame *content,
                      char ret_error[LINE_SIZE]);
