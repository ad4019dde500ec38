/* SPDX-License-Identifier: BSD-2-Clause
 *
 * claims-agent UID GID: the program that talks to servers for the keeper,
 * which starts it as root with a socket as descriptor 3.  It becomes that
 * user, locks itself in, plays the one role that its first message names,
 * and ends.
 */

#include "agent/confine.h"
#include "agent/discovery.h"
#include "agent/keeper_link.h"
#include "agent/privileges.h"
#include "agent/resource.h"
#include "agent/sign_in.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
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
    return close_range(KEEPER_LINK + 1, UINT_MAX, 0) == 0;
}

/* A user or group id in decimal, never root's; 0 for anything else. */
static unsigned int parse_id(const char *text)
{
    char *end = NULL;
    unsigned long id;

    errno = 0;
    id = strtoul(text, &end, 10);
    if (errno != 0 || *end != '\0' || strspn(text, "0123456789") == 0 ||
        id >= UINT_MAX)
        return 0;
    return (unsigned int) id;
}

static const char *ca_file_of(enum message_type type)
{
    switch (type) {
    case MESSAGE_DISCOVER:
        return message.discover.network.ca_file;
    case MESSAGE_PROBE:
        return message.probe.network.ca_file;
    default:
        return message.client.network.ca_file;
    }
}

static void play(enum message_type role)
{
    switch (role) {
    case MESSAGE_DISCOVER:
        discovery_run(&message.discover);
        break;
    case MESSAGE_PROBE:
        resource_run(&message.probe);
        break;
    default:
        sign_in_run(&message.client);
        break;
    }
}

int main(int argc, char **argv)
{
    pid_t parent = getppid();
    enum message_type role = MESSAGE_NONE;

    /* 1. Stand on our own feet: no terminal, no environment, no surprises. */
    if (!shut_stdio() || clearenv() != 0 || chdir("/") != 0 ||
        signal(SIGPIPE, SIG_IGN) == SIG_ERR)
        _exit(1);
    /* 2. Only the keeper starts us. */
    if (argc != 3 || !keeper_link_is_open())
        _exit(1);
    /* 3. Become nobody in particular, for good. */
    if (!privileges_drop(parse_id(argv[1]), parse_id(argv[2])))
        _exit(1);
    /* 4. Have little, and end with the keeper. */
    if (!privileges_limit(parent))
        _exit(1);
    /* 5. Learn what to do. */
    if (!keeper_receive(READING_ROLE, &role, &message))
        _exit(1);
    /* 6. Lock the door. */
    if (!confine(ca_file_of(role)))
        _exit(1);
    /* 7. Do it. */
    play(role);
    explicit_bzero(&message, sizeof(message));
    _exit(0);
}
