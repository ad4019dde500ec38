/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The file layer of confine.h.
 */

#include "agent/confine.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
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

enum { DOMAIN = 53, HTTPS = 443 }; /* ports */
enum { NET_BIND = 1, NET_CONNECT = 2, RULE_NET_PORT = 2 };

/* The kernel's struct landlock_net_port_attr. */
struct port_rule {
    uint64_t allowed;
    uint64_t port;
};

static const char *const readable[] = {
    "/etc/resolv.conf",
    "/etc/hosts",
    "/etc/host.conf",
    "/etc/nsswitch.conf",
    "/etc/gai.conf",
    "/etc/services",
    CA_PATH CA_BUNDLE, /* one of them is empty, the other may be a link */
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
        .network = version < 4 ? 0 : NET_BIND | NET_CONNECT,
        .scopes = version < 6 ? 0 : 3, /* abstract sockets, signals */
    };

    return (int) syscall(SYS_landlock_create_ruleset, &all, sizeof(all), 0);
}

/* The port of a URL, which may be that of a proxy. */
static uint64_t port_of(const char *url)
{
    const char *host = strstr(url, "://");
    const char *end;

    if (host == NULL)
        return HTTPS;
    host += strlen("://");
    end = host + strcspn(host, "/?");
    while (end > host && strchr("0123456789", end[-1]) != NULL)
        end--;
    return end > host && end[-1] == ':' ? strtoull(end, NULL, 10) : HTTPS;
}

static bool allow_port(int ruleset, uint64_t port)
{
    const struct port_rule rule = {.allowed = NET_CONNECT, .port = port};

    return syscall(SYS_landlock_add_rule, ruleset, RULE_NET_PORT, &rule, 0) ==
           0;
}

static bool allow_servers(int ruleset, const struct confinement *confinement)
{
    const size_t count =
        sizeof(confinement->servers) / sizeof(confinement->servers[0]);
    bool good = allow_port(ruleset, DOMAIN);

    for (size_t i = 0; i < count; i++)
        if (confinement->servers[i] != NULL &&
            confinement->servers[i][0] != '\0')
            good &= allow_port(ruleset, port_of(confinement->servers[i]));
    return good;
}

bool confine_files(const struct confinement *confinement)
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
    if (confinement->ca_file[0] != '\0')
        allow(ruleset, confinement->ca_file);
    done = (version < 4 || allow_servers(ruleset, confinement)) &&
           syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
    close(ruleset);
    return done;
}
