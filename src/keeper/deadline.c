/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/deadline.h"
#include "process/clock.h"
#include "shared/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
    SECOND = 1000,
    LEAST_WAIT = 20,           /* seconds; a password may have taken long */
    LOGIN_MARGIN = 2 * SECOND, /* to tell the person before the alarm does */
};

static int64_t smaller(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/*
 * When sshd began to serve this connection: its process leads the session
 * that our host is in.  `now` where the session is not sshd's.
 */
static int64_t connection_start(int64_t session, int64_t now)
{
    const uint64_t second = (uint64_t) sysconf(_SC_CLK_TCK); /* in ticks */
    char path[WORD_SIZE];
    char name[16] = ""; /* of the command, as proc(5) bounds it */
    uint64_t ticks = 0;
    FILE *file;

    text_format(path, sizeof(path), "/proc/%" PRId64 "/stat", session);
    file = fopen(path, "re");
    if (file == NULL)
        return now;
    /* The second field is the command, the 22nd when it started. */
    if (fscanf(file,
               "%*d (%15[^)]) %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s "
               "%*s %*s %*s %*s %*s %*s %*s %*s %*s %" SCNu64,
               name, &ticks) != 2)
        ticks = 0;
    fclose(file);
    if (ticks == 0 || strncmp(name, "sshd", 4) != 0)
        return now;
    return smaller((int64_t) (ticks * SECOND / second), now);
}

int64_t deadline_of(const struct login *login, int64_t configured)
{
    const struct host_row *host = host_row(login->host);
    int64_t now = clock_boottime();
    int64_t wait = configured > 0 ? configured : host->wait;
    int64_t timer = login->timer - LOGIN_MARGIN;
    int64_t start = now;
    int64_t end, soonest;

    if (host->limit == LIMIT_TIMER && login->timer > 0 &&
        (configured == 0 || timer < wait * SECOND))
        return now + timer;
    if (host->limit == LIMIT_CONNECTION)
        start = connection_start(login->session, now);
    end = start + wait * SECOND;
    soonest = now + smaller(wait, LEAST_WAIT) * SECOND;
    return end > soonest ? end : soonest;
}
