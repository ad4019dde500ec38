/* SPDX-License-Identifier: BSD-2-Clause */

#include "relay/resolution.h"

#include "process/clock.h"
#include "shared/limits.h"
#include "shared/text.h"

#include <stdlib.h>

enum { PAUSE = 20 /* ms */ };

/* getaddrinfo_a(3) looks up in a thread of the C library, and has no
 * descriptor to wait for. */
struct resolution {
    struct timer timer;
    struct loop *loop;
    resolution_done *done;
    void *context; /* NULL for one that nobody waits for */
    struct gaicb request;
    struct addrinfo hints;
    char host[NAME_SIZE];
    char port[WORD_SIZE];
};

/* It is looked again and again, a few times in a lookup that takes as long as
 * one does. */
static void look(struct timer *timer)
{
    struct resolution *resolution = (struct resolution *) timer;
    int error = gai_error(&resolution->request);
    resolution_done *done = resolution->done;
    void *context = resolution->context;
    struct addrinfo *addresses = resolution->request.ar_result;

    if (error == EAI_INPROGRESS) {
        loop_set(resolution->loop, timer, clock_monotonic() + PAUSE);
        return;
    }
    free(resolution);
    done(context, error == 0 ? addresses : NULL, error);
}

/* What it points to stays in place until it is done, whoever waits for it. */
struct resolution *resolution_begin(struct loop *loop, const char *host,
                                    const char *port, resolution_done *done,
                                    void *context)
{
    struct resolution *resolution = calloc(1, sizeof(*resolution));
    struct gaicb *list[1];

    if (resolution == NULL)
        return NULL;
    text_format(resolution->host, NAME_SIZE, "%s", host);
    text_format(resolution->port, WORD_SIZE, "%s", port);
    resolution->hints.ai_socktype = SOCK_STREAM;
    resolution->request.ar_name = resolution->host;
    resolution->request.ar_service = resolution->port;
    resolution->request.ar_request = &resolution->hints;
    resolution->timer.fire = look;
    resolution->loop = loop;
    resolution->done = done;
    resolution->context = context;
    list[0] = &resolution->request;
    if (getaddrinfo_a(GAI_NOWAIT, list, 1, NULL) != 0) {
        free(resolution);
        return NULL;
    }
    loop_set(loop, &resolution->timer, clock_monotonic());
    return resolution;
}

/* One that is being looked up belongs to the library's thread until that is
 * done: it is left to it, a few hundred bytes at the end of the process. */
void resolution_end(struct resolution *resolution)
{
    loop_clear(resolution->loop, &resolution->timer);
    if (gai_cancel(&resolution->request) == EAI_NOTCANCELED)
        return;
    freeaddrinfo(resolution->request.ar_result);
    free(resolution);
}
