/* SPDX-License-Identifier: BSD-2-Clause */

#include "module/watch.h"

#include "module/patience.h"
#include "module/terminal.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

enum { CLIENT_FIRST = 3, CLIENT_LAST = 63 };

/* sudo keeps both blocked while it authenticates.  The descriptor turns
 * readable when one is pending; left unread, it stays pending for sudo. */
static int open_interrupts(void)
{
    sigset_t interrupts;

    sigemptyset(&interrupts);
    sigaddset(&interrupts, SIGINT);
    sigaddset(&interrupts, SIGQUIT);
    return signalfd(-1, &interrupts, SFD_CLOEXEC | SFD_NONBLOCK);
}

static bool is_internet_connection(int descriptor)
{
    struct sockaddr_storage peer = {0};
    socklen_t length = sizeof(peer);
    int type = 0;
    socklen_t type_length = sizeof(type);

    return getsockopt(descriptor, SOL_SOCKET, SO_TYPE, &type, &type_length) ==
               0 &&
           type == SOCK_STREAM &&
           getpeername(descriptor, (struct sockaddr *) &peer, &length) == 0 &&
           (peer.ss_family == AF_INET || peer.ss_family == AF_INET6);
}

/* Where there are two, one may be a directory server's: none is watched. */
static int find_client(void)
{
    int found = -1;

    for (int i = CLIENT_FIRST; i <= CLIENT_LAST; i++) {
        if (!is_internet_connection(i))
            continue;
        if (found >= 0)
            return -1;
        found = i;
    }
    return found;
}

void watch_start(struct watch *ret_watch, enum host host)
{
    ret_watch->interrupts = open_interrupts();
    /* sudo catches the SIGHUP of a terminal that is closed, and goes on. */
    ret_watch->client = host == HOST_SSHD ? find_client() : terminal_find();
}

void watch_end(struct watch *watch)
{
    if (watch->interrupts >= 0)
        close(watch->interrupts);
    watch->interrupts = -1;
    watch->client = -1;
}

enum event watch_wait(const struct watch *watch, int keeper, int64_t until)
{
    struct pollfd fds[] = {
        {.fd = watch->interrupts, .events = POLLIN},
        {.fd = watch->client, .events = POLLRDHUP},
        {.fd = keeper, .events = POLLIN},
    };
    int count;

    do {
        int64_t left = until - clock_now();

        count =
            poll(fds, sizeof(fds) / sizeof(fds[0]), left > 0 ? (int) left : 0);
    } while (count < 0 && errno == EINTR);
    if (count <= 0)
        return EVENT_NONE;
    if (fds[0].revents != 0)
        return EVENT_INTERRUPTED;
    return fds[1].revents != 0 ? EVENT_DISCONNECTED : EVENT_KEEPER;
}
