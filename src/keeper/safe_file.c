/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/safe_file.h"
#include "shared/text.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* What is forbidden on the way to a file.  A step may also be root's, and be
 * written by others if it is sticky. */
enum { STEP = NOT_WRITTEN_BY_OTHERS | S_ISVTX };

bool safe_file_complain(const char *path, int error, const char *what,
                        char ret_error[LINE_SIZE])
{
    if (error == ELOOP || error == ENOTDIR)
        what = "is a symbolic link or not a directory; give the real path";
    else if (error != 0)
        what = strerror(error);
    text_format(ret_error, LINE_SIZE, "%s: %s", path, what);
    errno = error == 0 ? EPERM : error;
    return false;
}

/* Whose a file must be: in a login root's. */
static void demand_owner(const char *path, char what[LINE_SIZE])
{
    unsigned int owner = geteuid();

    if (owner == 0)
        text_format(what, LINE_SIZE, "must belong to root: chown root:root %s",
                    path);
    else
        text_format(what, LINE_SIZE, "must belong to user %u: chown %u %s",
                    owner, owner, path);
}

/* What was opened is as it must be; else `what` says what is wrong.  A file
 * without any link was replaced meanwhile, which is no fault. */
static bool judge(const char *path, const struct stat *status, int flags,
                  mode_t forbidden, char what[LINE_SIZE])
{
    bool roots_will_do = forbidden == STEP && status->st_uid == 0;

    if ((flags & O_DIRECTORY) == 0 &&
        (!S_ISREG(status->st_mode) || status->st_nlink > 1))
        text_format(what, LINE_SIZE, "must be a regular file with one link");
    else if (status->st_uid != geteuid() && !roots_will_do)
        demand_owner(path, what);
    else if ((status->st_mode & forbidden & 077) == 0 ||
             (status->st_mode & forbidden & S_ISVTX) != 0)
        return true;
    else if ((status->st_mode & 022) != 0)
        text_format(what, LINE_SIZE, "can be written by others: chmod go-w %s",
                    path);
    else
        text_format(what, LINE_SIZE, "can be read by others: chmod go= %s",
                    path);
    return false;
}

static int open_judged(const char *path, int flags, mode_t forbidden,
                       char *ret_error);

/* Open the folder that holds the last component of an absolute path. */
static int open_parent(const char *path, int flags, char *ret_error)
{
    char parent[SAFE_PATH_SIZE];

    if (path[0] != '/' || !text_copy(parent, sizeof(parent), path)) {
        safe_file_complain(path, 0, "give an absolute path", ret_error);
        return -1;
    }
    *strrchr(parent, '/') = '\0';
    return parent[0] == '\0'
               ? open("/", flags | O_DIRECTORY | O_CLOEXEC)
               : open_judged(parent, flags | O_DIRECTORY, STEP, ret_error);
}

/* Every step on the way is judged, too. */
static int open_judged(const char *path, int flags, mode_t forbidden,
                       char *ret_error)
{
    int parent = open_parent(path, O_PATH, ret_error);
    struct stat status;
    char wrong[LINE_SIZE] = "";
    int file, error;

    if (parent < 0)
        return -1;
    file = openat(parent, strrchr(path, '/') + 1,
                  flags | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    error = file < 0 || fstat(file, &status) != 0 ? errno : 0;
    close(parent);
    if (error == 0 && judge(path, &status, flags, forbidden, wrong))
        return file;
    if (file >= 0)
        close(file);
    safe_file_complain(path, error, wrong, ret_error);
    return -1;
}

bool safe_path_is_inside(const char *folder, const char *path)
{
    size_t length = strlen(folder);

    return length > 0 && strncmp(path, folder, length) == 0 &&
           (path[length] == '/' || folder[length - 1] == '/') &&
           strstr(path + length, "/../") == NULL;
}

bool safe_folder(const char *path, mode_t forbidden, bool make,
                 char ret_error[LINE_SIZE])
{
    int folder = open_judged(path, O_DIRECTORY, forbidden, ret_error);

    if (folder < 0 && errno == ENOENT && make) {
        if (mkdir(path, 0700) != 0 && errno != EEXIST && errno != ENOENT)
            return safe_file_complain(path, errno, "", ret_error);
        folder = open_judged(path, O_DIRECTORY, forbidden, ret_error);
    }
    return folder >= 0 && close(folder) == 0;
}

bool safe_file_read(const char *path, mode_t forbidden,
                    struct frame *ret_content, char ret_error[LINE_SIZE])
{
    int file = open_judged(path, O_RDONLY, forbidden, ret_error);
    ssize_t count;

    if (file < 0)
        return false;
    while ((count = read(file, ret_content->data + ret_content->length,
                         ret_content->capacity - ret_content->length)) > 0)
        ret_content->length += (size_t) count;
    close(file);
    return (count == 0 && ret_content->length < ret_content->capacity) ||
           safe_file_complain(path, count < 0 ? errno : 0, "is too large",
                              ret_error);
}

bool safe_text_read(const char *path, mode_t forbidden, char *ret_text,
                    size_t size, char ret_error[LINE_SIZE])
{
    struct frame content = frame_over(ret_text, size);
    const char *byte = ret_text;
    unsigned int line = 1;
    bool marked;

    if (!safe_file_read(path, forbidden, &content, ret_error))
        return false;
    ret_text[content.length] = '\0';
    marked = strncmp(ret_text, "\xef\xbb\xbf", 3) == 0;
    for (; !iscntrl((unsigned char) *byte) || *byte == '\n' || *byte == '\t';
         byte++)
        line += *byte == '\n';
    if (!marked && byte == ret_text + content.length)
        return true;
    text_format(ret_error, LINE_SIZE, "%s:%u: %s", path, marked ? 1 : line,
                marked ? "begins with a byte order mark, save it without"
                       : "holds a control byte, save it as text with Unix "
                         "line ends");
    return false;
}

int safe_file_parent(const char *path, char ret_error[LINE_SIZE])
{
    return open_parent(path, O_RDONLY, ret_error);
}

bool safe_file_create(const char *path, const struct frame *content,
                      char ret_error[LINE_SIZE])
{
    int folder = safe_file_parent(path, ret_error);
    char temporary[NAME_SIZE];
    int file, error;
    bool done;

    if (folder < 0)
        return false;
    text_format(temporary, sizeof(temporary), "%s.tmp%d",
                strrchr(path, '/') + 1, getpid());
    (void) unlinkat(folder, temporary, 0);
    file = openat(folder, temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
                  0400);
    done = file >= 0 &&
           write(file, content->data, content->length) ==
               (ssize_t) content->length &&
           fsync(file) == 0 &&
           syscall(SYS_renameat2, folder, temporary, folder,
                   strrchr(path, '/') + 1, RENAME_NOREPLACE) == 0;
    error = errno;
    if (file >= 0)
        close(file);
    if (done)
        (void) fsync(folder);
    (void) unlinkat(folder, temporary, 0);
    close(folder);
    return done ||
           safe_file_complain(path, error, "could not be written completely",
                              ret_error);
}
