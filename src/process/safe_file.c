/* SPDX-License-Identifier: BSD-2-Clause */

#include "process/safe_file.h"
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
 * written by others if it is sticky: nobody can then replace what is not his
 * (see inode(7)). */
enum { STEP = NOT_WRITTEN_BY_OTHERS | ROOTS_AS_WELL | S_ISVTX };

/* An administrator who reads "Not a directory" or "Too many levels of symbolic
 * links" would look for a loop: what is wanted is the real path. */
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

/* errno tells callers why an open or a write failed, and outlives the
 * clearing up after it. */
static void close_with_errno_kept(int file)
{
    int error = errno;

    close(file);
    errno = error;
}

static const char *last_component(const char *path)
{
    return strrchr(path, '/') + 1;
}

/* A second link is a name for the file in a directory that was not judged. A
 * file without any was replaced after it was opened, which is no fault. */
static bool is_file_with_one_name(const struct stat *status)
{
    return S_ISREG(status->st_mode) && status->st_nlink <= 1;
}

/* In a login we are root; the tests and pam-claims(8) may run as somebody
 * else, whose files lie in directories of root's. */
static bool has_right_owner(const struct stat *status, mode_t forbidden)
{
    if ((forbidden & ROOTS_AS_WELL) != 0 && status->st_uid == 0)
        return true;
    return status->st_uid == geteuid();
}

/* With the command that puts it right, to be copied. */
static void demand_owner(const char *path, char ret_flaw[LINE_SIZE])
{
    unsigned int owner = geteuid();

    if (owner == 0)
        text_format(ret_flaw, LINE_SIZE,
                    "must belong to root: chown root:root %s", path);
    else
        text_format(ret_flaw, LINE_SIZE, "must belong to user %u: chown %u %s",
                    owner, owner, path);
}

/* None of the forbidden rights is given to others, or the sticky bit, where
 * it counts, takes the harm out of them. */
static bool has_right_mode(const struct stat *status, mode_t forbidden)
{
    mode_t given = status->st_mode & forbidden;

    return (given & 077) == 0 || (given & S_ISVTX) != 0;
}

static void demand_mode(const char *path, const struct stat *status,
                        char ret_flaw[LINE_SIZE])
{
    if ((status->st_mode & 022) != 0)
        text_format(ret_flaw, LINE_SIZE,
                    "can be written by others: chmod go-w %s", path);
    else
        text_format(ret_flaw, LINE_SIZE, "can be read by others: chmod go= %s",
                    path);
}

/* What was opened has a flaw, which is put into words for the administrator.
 * The kind comes first, since advice on rights would not help with it. */
static bool has_flaw(const char *path, const struct stat *status, int flags,
                     mode_t forbidden, char ret_flaw[LINE_SIZE])
{
    if ((flags & O_DIRECTORY) == 0 && !is_file_with_one_name(status))
        text_format(ret_flaw, LINE_SIZE,
                    "must be a regular file with one link");
    else if (!has_right_owner(status, forbidden))
        demand_owner(path, ret_flaw);
    else if (!has_right_mode(status, forbidden))
        demand_mode(path, status, ret_flaw);
    else
        return false;
    return true;
}

/* Judge what was opened by its descriptor: between a look at the name and the
 * opening somebody could put another file there. */
static bool is_safe(int file, const char *path, int flags, mode_t forbidden,
                    char *ret_error)
{
    struct stat status;
    char flaw[LINE_SIZE];

    if (fstat(file, &status) != 0)
        return safe_file_complain(path, errno, "", ret_error);
    if (has_flaw(path, &status, flags, forbidden, flaw))
        return safe_file_complain(path, 0, flaw, ret_error);
    return true;
}

static int open_judged(const char *path, int flags, mode_t forbidden,
                       char *ret_error);

/* Open the directory that holds the last component of an absolute path.  The
 * root of all has nothing above it, and is taken as it is. */
static int open_parent(const char *path, int flags, char *ret_error)
{
    char parent[SAFE_PATH_SIZE];

    if (path[0] != '/' || !text_copy(parent, sizeof(parent), path)) {
        safe_file_complain(path, 0, "give an absolute path", ret_error);
        return -1;
    }
    *strrchr(parent, '/') = '\0';
    if (parent[0] == '\0')
        return open("/", flags | O_DIRECTORY | O_CLOEXEC);
    return open_judged(parent, flags | O_DIRECTORY, STEP, ret_error);
}

/* Open a path and check it, and before that every step on the way to it: who
 * can write a directory decides what its names stand for.  O_NONBLOCK, since
 * a FIFO would wait for a writer, and O_NOCTTY, since the keeper leads a
 * session that must not get a terminal. */
static int open_judged(const char *path, int flags, mode_t forbidden,
                       char *ret_error)
{
    int parent = open_parent(path, O_PATH, ret_error);
    int file;

    if (parent < 0)
        return -1;
    file = openat(parent, last_component(path),
                  flags | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    close_with_errno_kept(parent);
    if (file < 0) {
        safe_file_complain(path, errno, "", ret_error);
        return -1;
    }
    if (is_safe(file, path, flags, forbidden, ret_error))
        return file;
    close_with_errno_kept(file);
    return -1;
}

/* By the words of the path alone: neither has to exist. */
bool safe_path_is_inside(const char *directory, const char *path)
{
    size_t length = strlen(directory);
    bool begins = length > 0 && strncmp(path, directory, length) == 0;

    /* "/a" holds "/a/b", but neither "/ab" nor "/a/../b". */
    return begins && (path[length] == '/' || directory[length - 1] == '/') &&
           strstr(path + length, "/../") == NULL;
}

bool safe_directory(const char *path, mode_t forbidden, bool make,
                    char ret_error[LINE_SIZE])
{
    int directory = open_judged(path, O_DIRECTORY, forbidden, ret_error);

    if (directory < 0 && errno == ENOENT && make) {
        /* Another login may be faster (EEXIST).  What is missing above it
         * (ENOENT) is told by the second walk, which names that step. */
        if (mkdir(path, 0700) != 0 && errno != EEXIST && errno != ENOENT)
            return safe_file_complain(path, errno, "", ret_error);
        directory = open_judged(path, O_DIRECTORY, forbidden, ret_error);
    }
    if (directory < 0)
        return false;
    return close(directory) == 0;
}

/* Read up to the end of the file or of the frame; false with errno set. */
static bool fill(int file, struct frame *content)
{
    ssize_t count = 1;

    while (count > 0 && content->length < content->capacity) {
        count = read(file, content->data + content->length,
                     content->capacity - content->length);
        if (count > 0)
            content->length += (size_t) count;
    }
    return count >= 0;
}

bool safe_file_read(const char *path, mode_t forbidden,
                    struct frame *ret_content, char ret_error[LINE_SIZE])
{
    int file = open_judged(path, O_RDONLY, forbidden, ret_error);
    bool filled;

    if (file < 0)
        return false;
    filled = fill(file, ret_content);
    close_with_errno_kept(file);
    if (!filled)
        return safe_file_complain(path, errno, "", ret_error);
    if (ret_content->length >= ret_content->capacity)
        return safe_file_complain(path, 0, "is too large", ret_error);
    return true;
}

/* Some editors put these three bytes in front of UTF-8; they would be part of
 * the first word. */
static bool begins_with_mark(const char *text)
{
    return strncmp(text, "\xef\xbb\xbf", 3) == 0;
}

/* The line of the first byte that a text for people does not have; 0 where
 * there is none.  A carriage return would become part of the last value of a
 * line, and a NUL would hide the rest of the file. */
static unsigned int find_control_byte(const struct frame *text)
{
    unsigned int line = 1;

    for (size_t i = 0; i < text->length; i++) {
        if (text->data[i] == '\n')
            line++;
        else if (text->data[i] != '\t' && iscntrl(text->data[i]))
            return line;
    }
    return 0;
}

static bool complain_of_line(const char *path, unsigned int line,
                             const char *what, char *ret_error)
{
    text_format(ret_error, LINE_SIZE, "%s:%u: %s", path, line, what);
    return false;
}

bool safe_text_read(const char *path, mode_t forbidden, char *ret_text,
                    size_t size, char ret_error[LINE_SIZE])
{
    struct frame content = frame_over(ret_text, size);
    unsigned int flawed;

    if (!safe_file_read(path, forbidden, &content, ret_error))
        return false;
    ret_text[content.length] = '\0';
    if (begins_with_mark(ret_text))
        return complain_of_line(
            path, 1, "begins with a byte order mark, save it without",
            ret_error);
    flawed = find_control_byte(&content);
    if (flawed > 0)
        return complain_of_line(
            path, flawed,
            "holds a control byte, save it as text with Unix line ends",
            ret_error);
    return true;
}

/* Opened for reading, since fsync(2) takes no descriptor of O_PATH. */
int safe_file_parent(const char *path, char ret_error[LINE_SIZE])
{
    return open_parent(path, O_RDONLY, ret_error);
}

/* Make a file and wait until all of it is on the disk.  False with errno set,
 * to 0 where the disk took a part of it. */
static bool make_file(int directory, const char *name,
                      const struct frame *content)
{
    int file =
        openat(directory, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0400);
    ssize_t written;
    bool made;

    if (file < 0)
        return false;
    errno = 0;
    written = write(file, content->data, content->length);
    made = written == (ssize_t) content->length && fsync(file) == 0;
    close_with_errno_kept(file);
    return made;
}

/* Under another name first, so that nobody ever reads a part of it, and never
 * over a file that is there: where two processes make a key at once, both go
 * on with that of the first. */
bool safe_file_create(const char *path, const struct frame *content,
                      char ret_error[LINE_SIZE])
{
    int directory = safe_file_parent(path, ret_error);
    char temporary[NAME_SIZE];
    bool done;
    int error;

    if (directory < 0)
        return false;
    text_format(temporary, sizeof(temporary), "%s.tmp%d", last_component(path),
                getpid());
    /* One of a killed process that had this id. */
    (void) unlinkat(directory, temporary, 0);
    done = make_file(directory, temporary, content) &&
           syscall(SYS_renameat2, directory, temporary, directory,
                   last_component(path), RENAME_NOREPLACE) == 0;
    error = errno;
    if (done)
        (void) fsync(directory);
    (void) unlinkat(directory, temporary, 0);
    close(directory);
    if (done)
        return true;
    return safe_file_complain(path, error, "could not be written completely",
                              ret_error);
}
