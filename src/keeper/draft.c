/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/draft.h"
#include "shared/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Write zeros, as glibc's posix_fallocate(3) does where a file system cannot
 * reserve; musl's does not.  False with errno set. */
static bool fill_with_zeros(int file, size_t size)
{
    static const char zeros[4096];

    for (size_t filled = 0; filled < size; filled += sizeof(zeros))
        if (pwrite(file, zeros, sizeof(zeros), (off_t) filled) < 0)
            return false;
    return true;
}

/* Reserved and not written: where a file system copies on write, the first
 * write into what was reserved needs no more room, and a second one would. */
static bool reserve(int file, size_t size)
{
    int error = posix_fallocate(file, 0, (off_t) size);

    if (error == EOPNOTSUPP && fill_with_zeros(file, size))
        error = 0;
    else if (error == EOPNOTSUPP)
        error = errno;
    errno = error;
    return error == 0 && fsync(file) == 0;
}

bool draft_make(struct draft *ret_draft, const char *path, size_t size,
                char ret_error[LINE_SIZE])
{
    *ret_draft = (struct draft) NO_DRAFT;
    ret_draft->directory = safe_file_parent(path, ret_error);
    if (ret_draft->directory < 0)
        return false;
    text_copy(ret_draft->path, SAFE_PATH_SIZE, path);
    /* The same name each time, so that nothing piles up: writers take turns,
     * and whose it was is dead. */
    text_format(ret_draft->temporary, NAME_SIZE, "%s.tmp",
                strrchr(path, '/') + 1);
    (void) unlinkat(ret_draft->directory, ret_draft->temporary, 0);
    ret_draft->file = openat(ret_draft->directory, ret_draft->temporary,
                             O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (ret_draft->file >= 0 && reserve(ret_draft->file, size))
        return true;
    safe_file_complain(path, errno, "", ret_error);
    draft_discard(ret_draft);
    return false;
}

/* A write may take a part only, as where a signal comes in between (see
 * write(2)).  What was reserved and not needed is given back. */
static bool write_all(int file, const struct frame *content)
{
    size_t written = 0;

    while (written < content->length) {
        ssize_t count = pwrite(file, content->data + written,
                               content->length - written, (off_t) written);

        if (count <= 0)
            return false;
        written += (size_t) count;
    }
    return ftruncate(file, (off_t) content->length) == 0;
}

bool draft_publish(struct draft *draft, const struct frame *content)
{
    const char *name = strrchr(draft->path, '/') + 1;
    bool placed = write_all(draft->file, content) && fsync(draft->file) == 0 &&
                  renameat(draft->directory, draft->temporary,
                           draft->directory, name) == 0;

    /* The rename cannot be taken back, so that nobody is told of a failure
     * here; see the contract. */
    if (placed)
        (void) fsync(draft->directory);
    draft_discard(draft);
    return placed;
}

/* errno stays that of what failed before. */
void draft_discard(struct draft *draft)
{
    int error = errno;

    if (draft->file >= 0) {
        (void) unlinkat(draft->directory, draft->temporary, 0);
        close(draft->file);
    }
    if (draft->directory >= 0)
        close(draft->directory);
    *draft = (struct draft) NO_DRAFT;
    errno = error;
}
