/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/safe_file.h"
#include "shared/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool
safe_file_complain(const char *path, int error, const char *what,
                   char ret_error[LINE_SIZE])
{
    if (error == ELOOP || error == ENOTDIR)
        what = "is a symbolic link or no folder, name the real one";
    else if (error != 0)
        what = strerror(error);
    ret_error[0] = '\0';
    text_append(ret_error, LINE_SIZE, "%s: %s", path, what);
    errno = error == 0 ? EPERM : error;
    return false;
}

/*
 * Open the last component of `path` in the folder that holds it and judge
 * what was opened.  With O_PATH it is a step on the way to something else.
 * A file without any link was replaced meanwhile, which is no fault.
 */
static int
open_judged(int folder, const char *path, int flags,
            const struct safe_file_rules *rules, char *ret_error)
{
    const char *slash = strrchr(path, '/');
    const bool step = (flags & O_PATH) != 0;
    int file = openat(folder, slash == NULL ? path : slash + 1,
                      flags | O_NOFOLLOW | O_CLOEXEC);
    struct stat status;

    if (file < 0 || fstat(file, &status) != 0)
        safe_file_complain(path, errno, "", ret_error);
    else if ((flags & O_DIRECTORY) == 0 &&
             (!S_ISREG(status.st_mode) || status.st_nlink > 1))
        safe_file_complain(path, 0, "must be a regular file with one link",
                           ret_error);
    else if (status.st_uid != rules->owner && !(step && status.st_uid == 0))
        safe_file_complain(path, 0, "belongs to the wrong user, chown it",
                           ret_error);
    else if ((status.st_mode & rules->forbidden) != 0 &&
             !(step && (status.st_mode & S_ISVTX) != 0))
        safe_file_complain(path, 0,
                           (status.st_mode & 022) != 0
                               ? "can be written by others, chmod go-w it"
                               : "can be read by others, chmod go= it",
                           ret_error);
    else
        return file;
    if (file >= 0)
        close(file);
    return -1;
}

int
safe_parent_open(const char *path, uid_t owner, const char **ret_name,
                 char ret_error[LINE_SIZE])
{
    const struct safe_file_rules rules = {owner, 022};
    char steps[SAFE_PATH_SIZE];
    char *step = steps + 1;
    char *slash;
    int folder = -1;

    if (path[0] != '/' || !text_copy(steps, sizeof(steps), path))
        safe_file_complain(path, 0, "give an absolute path", ret_error);
    else
        folder = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
    for (; folder >= 0 && (slash = strchr(step, '/')) != NULL;
         step = slash + 1) {
        int next;

        *slash = '\0';
        next = open_judged(folder, steps, O_PATH | O_DIRECTORY, &rules,
                           ret_error);
        close(folder);
        folder = next;
        *slash = '/';
    }
    *ret_name = path + (step - steps);
    return folder;
}

int
safe_folder_open(const char *path, const struct safe_file_rules *rules,
                 char ret_error[LINE_SIZE])
{
    const char *name = NULL;
    int parent = safe_parent_open(path, rules->owner, &name, ret_error);
    int folder;

    if (parent < 0)
        return -1;
    folder =
        open_judged(parent, path, O_RDONLY | O_DIRECTORY, rules, ret_error);
    close(parent);
    return folder;
}

/* Up to the end of the file, which must come before that of the frame. */
static bool
read_all(int file, struct frame *content)
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

bool
safe_file_read(int folder, const char *path,
               const struct safe_file_rules *rules, struct frame *ret_content,
               char ret_error[LINE_SIZE])
{
    int file = open_judged(folder, path, O_RDONLY | O_NONBLOCK | O_NOCTTY,
                           rules, ret_error);
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

/* Why the bytes up to the first bad one are no text, or NULL. */
static const char *
find_bad_byte(const struct frame *content, unsigned int *ret_line)
{
    *ret_line = 1;
    if (content->length >= 3 && memcmp(content->data, "\xef\xbb\xbf", 3) == 0)
        return "begins with a byte order mark, save it without";
    for (size_t i = 0; i < content->length; i++) {
        unsigned char byte = content->data[i];

        if (byte == '\r')
            return "ends with a carriage return, save it with Unix line ends";
        if ((byte < ' ' && byte != '\n' && byte != '\t') || byte == 0x7f)
            return "holds a control byte, it must be text";
        *ret_line += byte == '\n';
    }
    return NULL;
}

bool
safe_text_read(const char *path, const struct safe_file_rules *rules,
               char *ret_text, size_t size, char ret_error[LINE_SIZE])
{
    struct frame content = frame_over(ret_text, size);
    const char *name = NULL;
    int folder = safe_parent_open(path, rules->owner, &name, ret_error);
    const char *bad = NULL;
    unsigned int line = 0;
    bool done;

    if (folder < 0)
        return false;
    done = safe_file_read(folder, path, rules, &content, ret_error);
    close(folder);
    if (!done)
        return false;
    ret_text[content.length] = '\0';
    bad = find_bad_byte(&content, &line);
    if (bad == NULL)
        return true;
    ret_error[0] = '\0';
    text_append(ret_error, LINE_SIZE, "%s:%u: %s", path, line, bad);
    return false;
}

static bool
write_all(int file, const struct frame *content)
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

bool
safe_file_replace(int folder, const char *name, const struct frame *content)
{
    char temporary[NAME_SIZE] = "";
    int file;
    int error;
    bool done;

    text_append(temporary, sizeof(temporary), "%s.tmp", name);
    (void) unlinkat(folder, temporary, 0);
    file = openat(folder, temporary,
                  O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (file < 0)
        return false;
    done = fchmod(file, 0600) == 0 && write_all(file, content) &&
           fsync(file) == 0;
    done = close(file) == 0 && done &&
           renameat(folder, temporary, folder, name) == 0 &&
           fsync(folder) == 0;
    error = errno;
    if (!done)
        (void) unlinkat(folder, temporary, 0);
    errno = error;
    return done;
}
