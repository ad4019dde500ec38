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
#include <strings.h>
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

enum { DOMAIN = 53, HTTPS = 443, PROXY = 1080 }; /* ports */
enum { NET_BIND = 1, NET_CONNECT = 2, RULE_NET_PORT = 2 };
enum { SCOPE_SOCKETS = 1, SCOPE_SIGNALS = 2 }; /* abstract ones */

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

/* The lowest so many bits. */
#define LOWEST(count) ((UINT64_C(1) << (count)) - 1)

/* What can be refused from a version of the interface on: it is an error to
 * name what the kernel does not know. */
static const struct {
    long version;
    struct ruleset refused;
} versions[] = {
    {1, {LOWEST(13), 0, 0}}, /* the first rights to files */
    {2, {LOWEST(14), 0, 0}}, /* moving them to another directory */
    {3, {LOWEST(15), 0, 0}}, /* cutting them short */
    {4, {LOWEST(15), NET_BIND | NET_CONNECT, 0}},
    {5, {LOWEST(16), NET_BIND | NET_CONNECT, 0}}, /* ioctl on devices */
    {6, {LOWEST(16), NET_BIND | NET_CONNECT, SCOPE_SOCKETS | SCOPE_SIGNALS}},
};

/* An empty ruleset of all that this version can refuse.  A kernel that does
 * not know the last members wants them to be 0. */
static int make_ruleset(long version)
{
    struct ruleset all = {0};

    for (size_t i = 0; i < sizeof(versions) / sizeof(versions[0]); i++)
        if (version >= versions[i].version)
            all = versions[i].refused;
    return (int) syscall(SYS_landlock_create_ruleset, &all, sizeof(all), 0);
}

/* The port of a URL, which may be that of a proxy. */
static uint64_t port_of(const char *url)
{
    const char *host = strstr(url, "://");
    uint64_t standard = HTTPS;
    const char *end;

    if (host == NULL)
        return HTTPS;
    /* Only a proxy's can be such (CURLOPT_PROXY). */
    if (strncasecmp(url, "http:", strlen("http:")) == 0)
        standard = PROXY;
    host += strlen("://");
    end = host + strcspn(host, "/?");
    while (end > host && strchr("0123456789", end[-1]) != NULL)
        end--;
    if (end == host || end[-1] != ':')
        return standard;
    return strtoull(end, NULL, 10);
}

/* False if it cannot be had: a server that is out of reach would look like one
 * that does not answer. */
static bool allow_port(int ruleset, uint64_t port)
{
    const struct port_rule rule = {.allowed = NET_CONNECT, .port = port};

    return syscall(SYS_landlock_add_rule, ruleset, RULE_NET_PORT, &rule, 0) ==
           0;
}

/* The name servers, the servers of this role, and nothing else that listens
 * on another port. */
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
