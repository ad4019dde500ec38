/* SPDX-License-Identifier: BSD-2-Clause
 *
 * A draft: the temporary file that will take a file's place, made at its full
 * size before it is known what goes into it.  Whatever a disk, a quota or a
 * limit may refuse is refused then.
 */

#pragma once

#include "process/safe_file.h"

#include <sys/types.h>

struct draft {
    char path[SAFE_PATH_SIZE]; /* of the file */
    char temporary[NAME_SIZE]; /* its name until then */
    int directory;             /* its descriptor */
    int file;                  /* of the temporary file, -1: no draft */
};

/* No draft, which is fine to discard. */
#define NO_DRAFT                                                              \
    {                                                                         \
        .directory = -1, .file = -1                                           \
    }

/*
 * Make "path.tmp" of `size` bytes, mode 0600, and wait until the disk has the
 * room.  No two processes should do this at once; what a killed one left is
 * removed.  False with errno set and the reason in ret_error, and no draft.
 */
bool draft_make(struct draft *ret_draft, const char *path, size_t size,
                char ret_error[LINE_SIZE]);

/*
 * Write the content into the draft, which is at least as large, wait until it
 * is on the disk and put it in the file's place.  Nothing is allocated or
 * opened.  False with errno set if that failed, with the old file as it was.
 * The draft is gone either way.
 *
 * Where only the directory does not reach the disk the new file is in its
 * place, and the old one may be back after a power failure: true, since
 * nothing that is done now could change it.
 */
bool draft_publish(struct draft *, const struct frame *content);

/* Remove the draft, if there is one. */
void draft_discard(struct draft *);
