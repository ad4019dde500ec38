/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/draft.h"
#include "shared/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Reserved and not written: where a file system copies on write, the first
 * write into what was reserved needs no more room, and a second one would. */
static bool reserve(int file, size_t size)
{
    static const char zeros[4096];
    int error = posix_fallocate(file, 0, (off_t) size);
    size_t filled = 0;

    /* musl does not write where a file system cannot reserve. */
    while (error == EOPNOTSUPP && filled < size)
        if (pwrite(file, zeros, sizeof(zeros), (off_t) filled) < 0)
            return false;
        else
            filled += sizeof(zeros);
    errno = error;
    return (error == 0 || filled > 0) && fsync(file) == 0;
}

bool draft_make(struct draft *ret_draft, const char *path, size_t size,
                char ret_error[LINE_SIZE])
{
    *ret_draft = (struct draft) NO_DRAFT;
    ret_draft->folder = safe_file_parent(path, ret_error);
    if (ret_draft->folder < 0)
        return false;
    text_copy(ret_draft->path, SAFE_PATH_SIZE, path);
    text_format(ret_draft->temporary, NAME_SIZE, "%s.tmp",
                strrchr(path, '/') + 1);
    (void) unlinkat(ret_draft->folder, ret_draft->temporary, 0);
    ret_draft->file = openat(ret_draft->folder, ret_draft->temporary,
                             O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (ret_draft->file >= 0 && reserve(ret_draft->file, size))
        return true;
    safe_file_complain(path, errno, "", ret_error);
    draft_discard(ret_draft);
    return false;
}

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
    bool placed =
        write_all(draft->file, content) && fsync(draft->file) == 0 &&
        renameat(draft->folder, draft->temporary, draft->folder, name) == 0;

    if (placed)
        (void) fsync(draft->folder);
    draft_discard(draft);
    return placed;
}

/* errno stays that of what failed before. */
void draft_discard(struct draft *draft)
{
    int error = errno;

    if (draft->file >= 0) {
        (void) unlinkat(draft->folder, draft->temporary, 0);
        close(draft->file);
    }
    if (draft->folder >= 0)
        close(draft->folder);
    *draft = (struct draft) NO_DRAFT;
    errno = error;
}
