/* SPDX-License-Identifier: BSD-2-Clause */

#include "relay/keys_file.h"

#include "shared/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_MAX = 4 * 1024 * 1024 }; /* bytes: 10,000 keys of long names */

static bool complain(struct keys_file *file, const char *what)
{
    text_format(file->error, LINE_SIZE, "%s: %s", file->path, what);
    return false;
}

/* Whoever owns the directory could replace any file in it. */
static bool is_safe(const struct stat *status, uid_t owner, mode_t forbidden)
{
    return (status->st_uid == 0 || status->st_uid == geteuid() ||
            status->st_uid == owner) &&
           (status->st_mode & forbidden) == 0;
}

/* Below DynamicUser= the way there leads over a symbolic link of systemd's, so
 * that the directory itself is judged, and not each step. */
bool keys_file_open(struct keys_file *file, const char *path, bool lock)
{
    char directory[PATH_SIZE];
    char *slash;
    struct stat status;

    file->directory = -1;
    text_format(file->path, PATH_SIZE, "%s", path);
    text_format(directory, PATH_SIZE, "%s", path);
    slash = strrchr(directory, '/');
    if (slash == NULL || !text_copy(file->name, NAME_SIZE, slash + 1) ||
        file->name[0] == '\0')
        return complain(file, "name a file by its absolute path");
    /* "/keys" is in "/". */
    slash[1] = '\0';
    /* A key may be added before the service has ever run; systemd takes the
     * directory over then (StateDirectory=). */
    if (lock)
        (void) mkdir(directory, 0700);
    file->directory = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (file->directory < 0 || fstat(file->directory, &status) != 0)
        return complain(file, strerror(errno));
    if (!is_safe(&status, status.st_uid, 022))
        return complain(file, "its directory is written by others, which "
                              "chmod go-w ends");
    /* Of the directory: the file is another one after each change. */
    if (lock && flock(file->directory, LOCK_EX) != 0)
        return complain(file, strerror(errno));
    return true;
}

/* The lock goes with the descriptor. */
void keys_file_close(struct keys_file *file)
{
    if (file->directory >= 0)
        (void) close(file->directory);
    file->directory = -1;
}

/* The reason first: closing may change errno. */
static char *refuse(struct keys_file *file, int descriptor, const char *what)
{
    (void) complain(file, what);
    if (descriptor >= 0)
        (void) close(descriptor);
    return NULL;
}

/* As much as it was when it was judged; a NUL in it ends the text. */
static char *read_all(struct keys_file *file, int descriptor, size_t size)
{
    char *text = malloc(size + 1);
    size_t length = 0;

    while (text != NULL && length < size) {
        ssize_t count = read(descriptor, text + length, size - length);

        if (count <= 0)
            break;
        length += (size_t) count;
    }
    if (text == NULL)
        return refuse(file, descriptor, "there is no memory left");
    text[length] = '\0';
    (void) close(descriptor);
    return text;
}

/* It must be a file of one name: with another one somebody might still write
 * to it. */
char *keys_file_read(struct keys_file *file)
{
    int descriptor = openat(file->directory, file->name,
                            O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    struct stat directory;
    struct stat status;

    if (descriptor < 0 && errno == ENOENT)
        return strdup("");
    if (descriptor < 0 || fstat(descriptor, &status) != 0 ||
        fstat(file->directory, &directory) != 0)
        return refuse(file, descriptor, strerror(errno));
    if (!S_ISREG(status.st_mode) || status.st_nlink != 1)
        return refuse(file, descriptor, "is no file with one name");
    if (!is_safe(&status, directory.st_uid, 077))
        return refuse(file, descriptor,
                      "is read or written by others, which chmod 600 ends, or "
                      "belongs to somebody else");
    if (status.st_size > FILE_MAX)
        return refuse(file, descriptor, "is larger than 4 MiB");
    return read_all(file, descriptor, (size_t) status.st_size);
}

/* On the disk, and the service's, in front of the rename. */
static bool fill(const struct keys_file *file, int descriptor,
                 const char *text)
{
    size_t length = strlen(text);
    struct stat directory;

    while (length > 0) {
        ssize_t count = write(descriptor, text, length);

        if (count < 0)
            return false;
        text += count;
        length -= (size_t) count;
    }
    if (fstat(file->directory, &directory) != 0)
        return false;
    /* Root adds keys that the service has to read. */
    if (geteuid() == 0 &&
        fchown(descriptor, directory.st_uid, directory.st_gid) != 0)
        return false;
    return fsync(descriptor) == 0;
}

/* A name of its own beside it, which is renamed: a service that reads sees the
 * old file or the new one, never half of one. */
bool keys_file_write(struct keys_file *file, const char *text)
{
    char name[NAME_SIZE + WORD_SIZE];
    int descriptor;
    bool written;

    text_format(name, sizeof(name), ".%s.%d", file->name, (int) getpid());
    /* Of a run that was cut off: whoever has the lock is alone. */
    (void) unlinkat(file->directory, name, 0);
    descriptor =
        openat(file->directory, name,
               O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (descriptor < 0)
        return complain(file, strerror(errno));
    written =
        fill(file, descriptor, text) &&
        renameat(file->directory, name, file->directory, file->name) == 0 &&
        fsync(file->directory) == 0;
    if (!written) {
        (void) complain(file, strerror(errno));
        (void) unlinkat(file->directory, name, 0);
    }
    (void) close(descriptor);
    return written;
}
