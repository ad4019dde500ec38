/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/safe_file.h"
#include "shared/text.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool safe_file_complain(const char *path, int error, const char *what,
                        char ret_error[LINE_SIZE])
{
    if (error == ELOOP || error == ENOTDIR)
        what = "is a symbolic link or no folder, name the real one";
    else if (error != 0)
        what = strerror(error);
    text_format(ret_error, LINE_SIZE, "%s: %s", path, what);
    errno = error == 0 ? EPERM : error;
    return false;
}

/*
 * What is wrong with what was opened, or NULL.  With O_PATH it is a step on
 * the way to something else.  A file without any link was replaced
 * meanwhile, which is no fault.
 */
static const char *judge(const struct stat *status, int flags,
                         mode_t forbidden)
{
    bool step = (flags & O_PATH) != 0;

    if ((flags & O_DIRECTORY) == 0 &&
        (!S_ISREG(status->st_mode) || status->st_nlink > 1))
        return "must be a regular file with one link";
    if (status->st_uid != geteuid() && !(step && status->st_uid == 0))
        return "belongs to the wrong user, chown it";
    if ((status->st_mode & forbidden) == 0 ||
        (step && (status->st_mode & S_ISVTX) != 0))
        return NULL;
    return (status->st_mode & 022) != 0
               ? "can be written by others, chmod go-w it"
               : "can be read by others, chmod go= it";
}

/* Open the last component of `path` in the folder that holds it. */
static int open_judged(int folder, const char *path, int flags,
                       mode_t forbidden, char *ret_error)
{
    const char *slash = strrchr(path, '/');
    int file = openat(folder, slash == NULL ? path : slash + 1,
                      flags | O_NOFOLLOW | O_CLOEXEC);
    struct stat status;
    int error = file < 0 || fstat(file, &status) != 0 ? errno : 0;
    const char *wrong = error != 0 ? "" : judge(&status, flags, forbidden);

    if (wrong == NULL)
        return file;
    if (file >= 0)
        close(file);
    safe_file_complain(path, error, wrong, ret_error);
    return -1;
}

int safe_parent_open(const char *path, char ret_error[LINE_SIZE])
{
    char steps[SAFE_PATH_SIZE];
    char *slash = steps;
    int folder = -1;

    if (path[0] != '/' || !text_copy(steps, sizeof(steps), path))
        safe_file_complain(path, 0, "give an absolute path", ret_error);
    else
        folder = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
    while (folder >= 0 && (slash = strchr(slash + 1, '/')) != NULL) {
        int parent = folder;

        *slash = '\0';
        folder = open_judged(parent, steps, O_PATH | O_DIRECTORY,
                             NOT_WRITTEN_BY_OTHERS, ret_error);
        close(parent);
        *slash = '/';
    }
    return folder;
}

int safe_folder_open(const char *path, mode_t forbidden, bool make,
                     char ret_error[LINE_SIZE])
{
    int parent = safe_parent_open(path, ret_error);
    int folder = -1;

    if (parent < 0)
        return -1;
    if (make && mkdirat(parent, strrchr(path, '/') + 1, 0700) != 0 &&
        errno != EEXIST)
        safe_file_complain(path, errno, "", ret_error);
    else
        folder = open_judged(parent, path, O_RDONLY | O_DIRECTORY, forbidden,
                             ret_error);
    close(parent);
    return folder;
}

/* Up to the end of the file, which must come before that of the frame. */
static bool read_all(int file, struct frame *content)
{
    ssize_t count;

    do {
        count = read(file, content->data + content->length,
                     content->capacity - content->length);
        if (count > 0)
            content->length += (size_t) count;
    } while (count > 0 || (count < 0 && errno == EINTR));
    return count == 0;
}

bool safe_file_read(int folder, const char *path, mode_t forbidden,
                    struct frame *ret_content, char ret_error[LINE_SIZE])
{
    int file = open_judged(folder, path, O_RDONLY | O_NONBLOCK | O_NOCTTY,
                           forbidden, ret_error);
    bool done = false;

    if (file < 0)
        return false;
    if (!read_all(file, ret_content))
        safe_file_complain(path, errno, "", ret_error);
    else if (ret_content->length == ret_content->capacity)
        safe_file_complain(path, 0, "is too large", ret_error);
    else
        done = true;
    close(file);
    return done;
}

static bool check_text(const char *path, const struct frame *content,
                       char *ret_error)
{
    const char *bad = NULL;
    unsigned int line = 1;

    if (content->length >= 3 && memcmp(content->data, "\xef\xbb\xbf", 3) == 0)
        bad = "begins with a byte order mark, save it without";
    for (size_t i = 0; bad == NULL && i < content->length; i++) {
        int byte = content->data[i];

        if (iscntrl(byte) && byte != '\n' && byte != '\t')
            bad = "holds a control byte, save it as text with Unix line ends";
        line += byte == '\n';
    }
    if (bad != NULL)
        text_format(ret_error, LINE_SIZE, "%s:%u: %s", path, line, bad);
    return bad == NULL;
}

bool safe_text_read(const char *path, mode_t forbidden, char *ret_text,
                    size_t size, char ret_error[LINE_SIZE])
{
    struct frame content = frame_over(ret_text, size);
    int folder = safe_parent_open(path, ret_error);
    bool done;

    if (folder < 0)
        return false;
    done = safe_file_read(folder, path, forbidden, &content, ret_error);
    close(folder);
    if (!done)
        return false;
    ret_text[content.length] = '\0';
    return check_text(path, &content, ret_error);
}

static bool write_all(int file, const struct frame *content)
{
    size_t written = 0;

    while (written < content->length) {
        ssize_t count =
            write(file, content->data + written, content->length - written);

        if (count < 0 && errno != EINTR)
            return false;
        if (count > 0)
            written += (size_t) count;
    }
    return true;
}

bool safe_file_create(int folder, const char *name, mode_t mode,
                      const struct frame *content)
{
    int file;
    bool done;

    (void) unlinkat(folder, name, 0);
    file = openat(folder, name,
                  O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
    if (file < 0)
        return false;
    done = fchmod(file, mode) == 0 && write_all(file, content) &&
           fsync(file) == 0;
    return close(file) == 0 && done;
}

bool safe_file_replace(int folder, const char *name,
                       const struct frame *content)
{
    char temporary[NAME_SIZE];
    int error;

    text_format(temporary, sizeof(temporary), "%s.tmp", name);
    if (safe_file_create(folder, temporary, 0600, content) &&
        renameat(folder, temporary, folder, name) == 0 && fsync(folder) == 0)
        return true;
    error = errno;
    (void) unlinkat(folder, temporary, 0);
    errno = error;
    return false;
}
