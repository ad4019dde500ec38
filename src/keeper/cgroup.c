/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/cgroup.h"
#include "shared/limits.h"
#include "shared/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DIRECTORY_SIZE = PATH_SIZE + WORD_SIZE };

/* It stays when a login ends: an empty group costs nothing, and another keeper
 * may be about to enter it. */
static const char own[] = "/pam_claims";

/* "0" stands for the process that writes. */
static bool enter(const char *directory)
{
    char path[DIRECTORY_SIZE + WORD_SIZE];
    int file, error;
    bool entered;

    text_format(path, sizeof(path), "%s/cgroup.procs", directory);
    /* By this file, and not by `tasks`, threads and all (cgroups(7)). */
    file = open(path, O_WRONLY | O_CLOEXEC);
    entered = file >= 0 && write(file, "0", 1) == 1;
    error = errno;
    if (file >= 0)
        close(file);
    errno = error;
    return entered;
}

/* Enter the root of a hierarchy that is mounted there, or a group of our
 * own: a root that is a container's may hold no process. */
static bool enter_root(const char *mounted)
{
    char directory[DIRECTORY_SIZE];

    if (enter(mounted))
        return true;
    if (errno == ENOENT)
        return false;
    text_format(directory, sizeof(directory), "%s%s", mounted, own);
    return (mkdir(directory, 0755) == 0 || errno == EEXIST) &&
           enter(directory);
}

/* The second where the first is not the one. */
static bool enter_either(const char *mounted, const char *otherwise)
{
    if (enter_root(mounted))
        return true;
    return enter_root(otherwise);
}

/* Leave one hierarchy: a line "number:controllers:path" of
 * /proc/self/cgroup. */
static bool leave(char *line)
{
    char *name = strchr(line, ':');
    char *path = NULL;
    char mounted[DIRECTORY_SIZE];

    if (name != NULL)
        path = strchr(name + 1, ':');
    if (path == NULL || strcmp(path, ":/") == 0 || strcmp(path + 1, own) == 0)
        return true;
    *path = '\0';
    name++;
    /* Version 2 has no controllers here, and a mount of its own beside those
     * of version 1 (see systemd's "hybrid" hierarchy). */
    if (name[0] == '\0')
        return enter_either("/sys/fs/cgroup", "/sys/fs/cgroup/unified");
    /* A hierarchy without controllers is called by its name. */
    if (strncmp(name, "name=", 5) == 0)
        name += 5;
    text_format(mounted, sizeof(mounted), "/sys/fs/cgroup/%s", name);
    return enter_root(mounted);
}

bool cgroup_leave(void)
{
    FILE *groups = fopen("/proc/self/cgroup", "re");
    char line[LINE_SIZE];
    int error = 0;

    /* A kernel without control groups has none to be frozen in. */
    if (groups == NULL && errno != ENOENT)
        error = errno;
    while (groups != NULL && fgets(line, sizeof(line), groups) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        if (!leave(line))
            error = errno;
    }
    if (groups != NULL)
        fclose(groups);
    errno = error;
    return error == 0;
}
