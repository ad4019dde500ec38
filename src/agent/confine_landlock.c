/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The file layer of confine.h.
 */

#include "agent/confine.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The kernel's struct landlock_ruleset_attr, which grows; the header that
 * we are compiled with may know less of it than the kernel that we run on. */
struct ruleset {
    uint64_t files;
    uint64_t network;
    uint64_t scopes;
};

static const char *const readable[] = {
    "/etc/resolv.conf",
    "/etc/hosts",
    "/etc/host.conf",
    "/etc/nsswitch.conf",
    "/etc/gai.conf",
    "/etc/services",
    "/etc/ssl",
    "/etc/pki",
    "/usr/share/ca-certificates",
    "/usr/local/share/ca-certificates",
};

/* Best effort: a file that does not exist needs no rule. */
static void allow(int ruleset, const char *path)
{
    int file = open(path, O_PATH | O_CLOEXEC);
    struct landlock_path_beneath_attr rule = {
        .allowed_access = LANDLOCK_ACCESS_FS_READ_FILE, .parent_fd = file};

    if (file < 0)
        return;
    syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule,
            0);
    close(file);
}

/* An empty ruleset of all that this version of the interface can refuse;
 * one that does not know the last members wants them to be 0. */
static int make_ruleset(long version)
{
    const struct ruleset all = {
        /* the first 13 rights; moving and cutting files short; ioctl */
        .files = version < 2   ? (1 << 13) - 1
                 : version < 3 ? (1 << 14) - 1
                 : version < 5 ? (1 << 15) - 1
                               : (1 << 16) - 1,
        .network = version < 4 ? 0 : 1, /* binding a TCP port */
        .scopes = version < 6 ? 0 : 3,  /* abstract sockets, signals */
    };

    return (int) syscall(SYS_landlock_create_ruleset, &all, sizeof(all), 0);
}

bool confine_files(const char *ca_file)
{
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0,
                           LANDLOCK_CREATE_RULESET_VERSION);
    int ruleset;
    bool done;

    if (version <= 0)
        return true;
    ruleset = make_ruleset(version);
    if (ruleset < 0)
        return false;
    for (size_t i = 0; i < sizeof(readable) / sizeof(readable[0]); i++)
        allow(ruleset, readable[i]);
    if (ca_file[0] != '\0')
        allow(ruleset, ca_file);
    done = syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
    close(ruleset);
    return done;
}
