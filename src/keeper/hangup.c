/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/hangup.h"

#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The name is a caller's word before it is a path: letters and digits below
 * /dev, without a dot that could lead out of it. */
#define DEVICES "/dev/"
#define NAME_BYTES                                                            \
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/_-"

bool hangup_is_expected(const struct login *login)
{
    return login->can_show && host_row(login->host)->names_terminal &&
           strncmp(login->tty, DEVICES, strlen(DEVICES)) == 0;
}

/* The name is sudo's, which has compared its device with the session's. */
int hangup_watch(const struct login *login)
{
    struct stat status;
    int terminal;

    if (!hangup_is_expected(login) ||
        login->tty[strspn(login->tty, NAME_BYTES)] != '\0')
        return -1;
    /* The keeper leads a session, which must not get this terminal. */
    terminal = open(login->tty,
                    O_RDONLY | O_NOCTTY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);
    if (terminal < 0)
        return -1;
    /* Below /dev there are also disks and pipes. */
    if (fstat(terminal, &status) == 0 && S_ISCHR(status.st_mode) &&
        isatty(terminal) == 1)
        return terminal;
    close(terminal);
    return -1;
}

/* POLLHUP and POLLERR are told unasked (see poll(2)). */
bool hangup_happened(int terminal)
{
    struct pollfd polled = {.fd = terminal};

    return terminal >= 0 && poll(&polled, 1, 0) > 0;
}
