/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/deadline.h"
#include "shared/host.h"
#include "shared/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
    SECOND = 1000,
    LOGIN_MARGIN = 2 * SECOND, /* to tell the person before the alarm does */
    STAT_SIZE = 512,
    START_FIELD = 20, /* starttime, counted from after the command's name */
};

/* Seconds that are usual for each host. */
static const int64_t waits[HOST_COUNT] = {
    [HOST_OTHER] = 180,
    [HOST_SSHD] = 110, /* below the 120 of LoginGraceTime */
    [HOST_LOGIN] = 50, /* below the 60 of LOGIN_TIMEOUT */
    [HOST_SUDO] = 180,
    [HOST_SU] = 180,
};

int64_t deadline_now(void)
{
    struct timespec now = {0};

    clock_gettime(CLOCK_BOOTTIME, &now);
    return (int64_t) now.tv_sec * SECOND + now.tv_nsec / (1000 * 1000);
}

/* The text of /proc/PID/stat, empty if it cannot be read. */
static void read_stat(int64_t pid, char ret_stat[STAT_SIZE])
{
    char path[WORD_SIZE];
    FILE *file;

    text_format(path, sizeof(path), "/proc/%" PRId64 "/stat", pid);
    file = fopen(path, "re");
    ret_stat[file == NULL ? 0 : fread(ret_stat, 1, STAT_SIZE - 1, file)] = 0;
    if (file != NULL)
        fclose(file);
}

/*
 * When sshd began to serve this connection: its process leads the session
 * that our host is in.  0 where the session is not sshd's.
 */
static int64_t connection_start(int64_t session)
{
    char stat[STAT_SIZE] = "";
    const char *place;
    uint64_t ticks = 0;

    read_stat(session, stat);
    place = strrchr(stat, ')');
    if (place == NULL || strstr(stat, "(sshd") == NULL)
        return 0;
    for (int i = 0; i < START_FIELD && place != NULL; i++)
        place = strchr(place + 1, ' ');
    if (place == NULL || sscanf(place, "%" SCNu64, &ticks) != 1)
        return 0;
    return (int64_t) (ticks * SECOND / (uint64_t) sysconf(_SC_CLK_TCK));
}

int64_t deadline_of(const struct login *login, int64_t configured)
{
    enum host host = host_of_service(login->service);
    int64_t now = deadline_now();
    int64_t start = host == HOST_SSHD ? connection_start(login->session) : 0;
    int64_t wait = configured > 0 ? configured : waits[host];
    int64_t timer = login->timer - LOGIN_MARGIN;

    if (host == HOST_LOGIN && login->timer > 0 &&
        (configured == 0 || timer < wait * SECOND))
        return now + timer;
    return (start > 0 && start < now ? start : now) + wait * SECOND;
}
