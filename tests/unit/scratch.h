/* SPDX-License-Identifier: BSD-2-Clause
 *
 * A directory of its own for each test, with what the test puts there.
 */

#ifndef TESTS_UNIT_SCRATCH_H
#define TESTS_UNIT_SCRATCH_H

#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char scratch[64]; /* the directory's path, mode 0700 */

static inline int scratch_set_up(void **state)
{
    (void) state;
    umask(022);
    snprintf(scratch, sizeof(scratch), "/tmp/pam_claims-test-XXXXXX");
    return mkdtemp(scratch) == NULL ? -1 : 0;
}

static inline int scratch_remove_one(const char *path,
                                     const struct stat *status, int flag,
                                     struct FTW *place)
{
    (void) status;
    (void) flag;
    (void) place;
    return remove(path);
}

static inline int scratch_tear_down(void **state)
{
    (void) state;
    return nftw(scratch, scratch_remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* The path of `name` in the directory; valid until the fourth next call. */
static inline const char *scratch_path(const char *name)
{
    static char paths[4][512];
    static unsigned int next;
    char *path = paths[next++ % 4];

    snprintf(path, sizeof(paths[0]), "%s/%s", scratch, name);
    return path;
}

/* A file in place of the one there may be; returns its path. */
static inline const char *scratch_write_bytes(const char *name,
                                              const void *data, size_t length)
{
    const char *path = scratch_path(name);
    int file;

    unlink(path);
    file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    assert_true(file >= 0);
    assert_int_equal(write(file, data, length), length);
    close(file);
    return path;
}

static inline const char *scratch_write(const char *name, const char *text)
{
    return scratch_write_bytes(name, text, strlen(text));
}

/* A path that belongs to somebody else: the file of that name, given away by
 * root, and one of root's for anybody else. */
static inline const char *scratch_foreign(const char *name)
{
    const char *path = scratch_path(name);

    if (geteuid() != 0)
        return "/etc/passwd";
    assert_int_equal(chown(path, 12345, 0), 0);
    return path;
}

/* A complaint: the path, what follows it, and the path once more where that
 * ends in a blank, as a command does that names the file. */
static inline const char *scratch_complaint(const char *path, const char *rest)
{
    static char text[2048];
    bool command = rest[0] != '\0' && rest[strlen(rest) - 1] == ' ';

    snprintf(text, sizeof(text), "%s%s%s", path, rest, command ? path : "");
    return text;
}

/* Who must own a file, up to its path in the command. */
static inline const char *scratch_owner(void)
{
    static char text[128];
    unsigned int owner = geteuid();

    snprintf(text, sizeof(text),
             owner == 0 ? ": must belong to root: chown root:root "
                        : ": must belong to user %u: chown %u ",
             owner, owner);
    return text;
}

/* What is in a file, in memory that stays until the next call. */
static inline const unsigned char *scratch_read(const char *name,
                                                size_t *ret_length)
{
    static unsigned char data[1024 * 1024];
    int file = open(scratch_path(name), O_RDONLY | O_CLOEXEC);
    ssize_t length;

    assert_true(file >= 0);
    length = read(file, data, sizeof(data));
    assert_true(length >= 0);
    close(file);
    *ret_length = (size_t) length;
    return data;
}

/* Names in the directory, "." and ".." aside. */
static inline int scratch_count(void)
{
    DIR *directory = opendir(scratch);
    int count = -2;

    assert_non_null(directory);
    while (readdir(directory) != NULL)
        count++;
    closedir(directory);
    return count;
}

#endif
