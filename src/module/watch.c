/* SPDX-License-Identifier: BSD-2-Clause */

#include "module/watch.h"
#include "process/clock.h"

#include "module/terminal.h"
#include "module/timing.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

/* A host has its client's connection among its first descriptors. */
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

/* A client's, or a server's that a library of the host speaks to; its own
 * sockets to the system are none. */
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

/* Somebody may be at the other end, whose leaving can be seen. */
static bool has_far_end(int descriptor)
{
    struct stat found = {0};

    return fstat(descriptor, &found) == 0 &&
           (S_ISFIFO(found.st_mode) || S_ISSOCK(found.st_mode));
}

/* Never standard input: its end is that of `echo PASSWORD | sudo -S`.  A
 * reader that left says more, and all that read must have left: one of them
 * may be `head`. */
static void find_readers(int ret_callers[CALLERS_MAX])
{
    for (int i = 0; i < CALLERS_MAX; i++)
        if (has_far_end(STDOUT_FILENO + i))
            ret_callers[i] = STDOUT_FILENO + i;
}

void watch_start(struct watch *ret_watch, const struct login *login)
{
    const struct host_row *host = host_row(login->host);

    *ret_watch = (struct watch){open_interrupts(), {-1, -1}};
    /* sudo catches the SIGHUP of a terminal that is closed, and goes on. */
    ret_watch->callers[0] = terminal_find();
    if (host->remote)
        ret_watch->callers[0] = find_client();
    if (host->run_by_caller && !login->terminal && login->can_show)
        find_readers(ret_watch->callers);
}

void watch_end(struct watch *watch)
{
    if (watch->interrupts >= 0)
        close(watch->interrupts);
    *watch = (struct watch){-1, {-1, -1}};
}

/* Over a network a peer that left and one that only has no more to say look
 * alike; a local one that left hangs up. */
static struct pollfd caller_of(int descriptor)
{
    struct pollfd caller = {.fd = descriptor};

    if (is_internet_connection(descriptor))
        caller.events = POLLRDHUP;
    return caller;
}

/* Forget those that hung up; true if nobody is left. */
static bool has_left(struct watch *watch, const struct pollfd *callers)
{
    bool hung_up = false;

    for (int i = 0; i < CALLERS_MAX; i++)
        if (callers[i].revents != 0) {
            watch->callers[i] = -1;
            hung_up = true;
        }
    return hung_up && watch->callers[0] < 0 && watch->callers[1] < 0;
}

/* poll(2)'s timeout; none is left of a time that is over. */
static int left_of(int64_t until)
{
    int64_t left = until - clock_monotonic();

    return left > 0 ? (int) left : 0;
}

/* What a person does comes before what the keeper says, which is still there
 * to be read afterwards. */
enum watched watch_wait(struct watch *watch, int keeper, int process,
                        int64_t until)
{
    int count;

    do {
        struct pollfd fds[] = {
            caller_of(watch->callers[0]),
            caller_of(watch->callers[1]),
            {.fd = watch->interrupts, .events = POLLIN},
            {.fd = keeper, .events = POLLIN},
            {.fd = process, .events = POLLIN},
        };

        count = poll(fds, sizeof(fds) / sizeof(fds[0]), left_of(until));
        if (count > 0 && fds[2].revents != 0)
            return WATCHED_INTERRUPTED;
        if (count > 0 && has_left(watch, fds))
            return WATCHED_DISCONNECTED;
        if (count > 0 && (fds[3].revents != 0 || fds[4].revents != 0))
            return WATCHED_KEEPER;
    } while (count > 0 || (count < 0 && errno == EINTR));
    return WATCHED_NONE;
}
