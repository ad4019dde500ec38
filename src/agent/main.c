/* SPDX-License-Identifier: BSD-2-Clause
 *
 * claims-agent UID GID: the program that talks to servers for the keeper,
 * which starts it as root with a socket as descriptor 3.  It becomes that
 * user, locks itself in, plays the one role that its first message names,
 * and ends.
 */

#include "agent/confine.h"
#include "agent/keeper_link.h"
#include "agent/loopback.h"
#include "agent/privileges.h"
#include "agent/role_client.h"
#include "agent/role_metadata.h"
#include "agent/role_probe.h"

#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static union message message;

/* Libraries may write to 0, 1 and 2: let nothing be there. */
static bool shut_stdio(void)
{
    int null = open("/dev/null", O_RDWR);

    if (null < 0)
        return false;
    for (int descriptor = 0; descriptor <= 2; descriptor++)
        if (dup2(null, descriptor) != descriptor)
            return false;
    return syscall(SYS_close_range, KEEPER_LINK + 1, UINT_MAX, 0) == 0;
}

/* One role, once: an agent does nothing else afterwards. */
static void play(enum message_type role, struct http *http)
{
    switch (role) {
    case MESSAGE_FETCH:
        role_metadata_run(http, &message.fetch);
        break;
    case MESSAGE_PROBE:
        role_probe_run(http, &message.probe);
        break;
    default:
        role_client_run(http, &message.client);
        break;
    }
}

/* Whom a role talks to: the proxy alone, where there is one. */
static struct confinement confinement_of(enum message_type role)
{
    const struct network *network = &message.network;
    const struct metadata *metadata = &message.client.metadata;

    if (network->proxy[0] != '\0')
        return (struct confinement){network->ca_file, {network->proxy}};
    switch (role) {
    case MESSAGE_FETCH: /* a host of endpoint_hosts has the default port */
        return (struct confinement){network->ca_file,
                                    {message.fetch.issuer, "https://"}};
    case MESSAGE_PROBE:
        return (struct confinement){network->ca_file, {message.probe.url}};
    default:
        return (struct confinement){
            network->ca_file,
            {metadata->token_endpoint, metadata->device_endpoint,
             metadata->userinfo_endpoint, message.client.relay_url}};
    }
}

int main(int argc, char **argv)
{
    pid_t parent = getppid();
    enum message_type role = MESSAGE_NONE;
    struct confinement confinement;
    struct http *http;

    /* 1. Detach: no terminal, no environment, no inherited descriptors. */
    if (!shut_stdio() || clearenv() != 0 || chdir("/") != 0 ||
        signal(SIGPIPE, SIG_IGN) == SIG_ERR)
        _exit(1);
    /* 2. Only the keeper starts us. */
    if (argc != 3 || !keeper_link_is_open())
        _exit(1);
    /* 3. Drop privileges for good.  An id that is no number parses as 0,
     * root's, which is refused. */
    if (!privileges_drop((uid_t) strtoul(argv[1], NULL, 10),
                         (gid_t) strtoul(argv[2], NULL, 10)))
        _exit(1);
    /* 4. Set limits; die with the keeper. */
    if (!privileges_limit(parent))
        _exit(1);
    /* 5. Learn what to do; only now can a port be opened for it. */
    if (!keeper_link_receive(READING_ROLE, &role, &message))
        _exit(1);
    if (role == MESSAGE_CLIENT && message.client.listen)
        message.client.listen = loopback_listen(message.client.redirect_uri);
    /* 6. Confine.  Every role begins with its network. */
    confinement = confinement_of(role);
    if (!confine(&confinement))
        _exit(1);
    /* 7. Do it. */
    http = http_new(&message.network);
    if (http != NULL)
        play(role, http);
    http_free(&http);
    explicit_bzero(&message, sizeof(message));
    _exit(0);
}
