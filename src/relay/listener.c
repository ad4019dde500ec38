/* SPDX-License-Identifier: BSD-2-Clause */

#include "relay/listener.h"

#include "relay/address.h"
#include "shared/text.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { FIRST_PASSED = 3, BACKLOG = 1024 };

static int taken; /* of the sockets that were passed */

int listener_passed(void)
{
    const char *process = getenv("LISTEN_PID");
    const char *count = getenv("LISTEN_FDS");

    if (process == NULL || count == NULL ||
        strtol(process, NULL, 10) != getpid())
        return 0;
    return (int) strtol(count, NULL, 10);
}

/* In the order of the unit's ListenStream=: sign-ins, and then figures. */
static int take_passed(void)
{
    int descriptor = FIRST_PASSED + taken;

    if (taken >= listener_passed() ||
        fcntl(descriptor, F_SETFD, FD_CLOEXEC) != 0 ||
        fcntl(descriptor, F_SETFL, O_NONBLOCK) != 0)
        return -1;
    taken++;
    return descriptor;
}

/* What an ended service has left behind answers nobody. */
static void clear_path(const struct sockaddr_un *address)
{
    int probe = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct stat status;

    if (lstat(address->sun_path, &status) == 0 && S_ISSOCK(status.st_mode) &&
        connect(probe, (const struct sockaddr *) address, sizeof(*address)) !=
            0 &&
        errno == ECONNREFUSED)
        (void) unlink(address->sun_path);
    (void) close(probe);
}

/* "[::]" means every address of the machine, those of IPv4 too; whoever can
 * reach a Unix socket's directory may connect, as at loopback. */
static bool listen_at(int descriptor, const struct sockaddr_storage *address,
                      socklen_t length)
{
    const struct sockaddr_un *path = (const struct sockaddr_un *) address;
    int on = 1;
    int off = 0;

    if (address->ss_family == AF_UNIX) {
        clear_path(path);
        return bind(descriptor, (const struct sockaddr *) path, length) == 0 &&
               chmod(path->sun_path, 0666) == 0 &&
               listen(descriptor, BACKLOG) == 0;
    }
    /* The system's own setting may be either (ipv6(7)). */
    if (address->ss_family == AF_INET6)
        (void) setsockopt(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, &off,
                          sizeof(off));
    /* Connections of the service before may still be closing. */
    (void) setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    return bind(descriptor, (const struct sockaddr *) address, length) == 0 &&
           listen(descriptor, BACKLOG) == 0;
}

/* A socket of systemd's wins over the configuration: its unit says where it
 * listens, and it is open before the service is there. */
int listener_open(const char *address, char ret_error[LINE_SIZE])
{
    struct sockaddr_storage parsed;
    socklen_t length = address_parse(address, &parsed);
    int descriptor = take_passed();

    if (descriptor >= 0)
        return descriptor;
    descriptor = socket(parsed.ss_family,
                        SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor >= 0 && listen_at(descriptor, &parsed, length))
        return descriptor;
    text_format(ret_error, LINE_SIZE, "cannot listen at %s: %s", address,
                strerror(errno));
    if (descriptor >= 0)
        (void) close(descriptor);
    return -1;
}

/* What is not known is taken for the whole world. */
bool listener_is_local(int descriptor)
{
    struct sockaddr_storage address = {0};
    socklen_t length = sizeof(address);

    return getsockname(descriptor, (struct sockaddr *) &address, &length) ==
               0 &&
           address_stays_here(&address);
}
