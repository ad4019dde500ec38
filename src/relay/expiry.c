/* SPDX-License-Identifier: BSD-2-Clause */

#include "relay/expiry.h"

#include "process/clock.h"
#include "relay/events.h"
#include "relay/turn.h"
#include "shared/text.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

/* A host that waits hears of it first, and its call is the one that tells. */
enum { LATER = 1000 };

struct expiry {
    struct timer timer;
    char id[SIGN_IN_ID_SIZE];
    struct relay *relay;
};

static int compare(const void *a, const void *b)
{
    const struct expiry *one = a;
    const struct expiry *other = b;

    return strcmp(one->id, other->id);
}

/* A clock that was set back makes the timer early: then it is not over. */
static bool decide(struct turn *turn)
{
    if (turn->now < turn->sign_in.expires)
        return false;
    return sign_in_end(&turn->sign_in, ENDING_EXPIRED, turn->now);
}

/* One that had ended has been told of. */
static void told(struct turn *turn, enum turn_end how)
{
    if (how != TURN_DONE || turn->sign_in.stage != STAGE_ENDED ||
        turn->sign_in.ending != ENDING_EXPIRED)
        return;
    event_of_end(turn->relay, NULL, COUNT_EXPIRED, &turn->sign_in, NULL);
}

/* The sign-in may be another node's by now: the store knows. */
static void expire(struct timer *timer)
{
    struct expiry *expiry = (struct expiry *) timer;
    struct turn *turn = turn_new(expiry->relay, NULL);
    char id[SIGN_IN_ID_SIZE];

    text_format(id, sizeof(id), "%s", expiry->id);
    expiry_clear(expiry->relay, id);
    if (turn == NULL)
        return;
    turn->decide = decide;
    turn->answer = told;
    turn_begin(turn, id);
}

/* Without memory only a line of the log is lost. */
void expiry_set(struct relay *relay, const struct sign_in *sign_in)
{
    struct expiry *expiry = calloc(1, sizeof(*expiry));

    if (expiry == NULL)
        return;
    expiry->timer.fire = expire;
    expiry->relay = relay;
    text_format(expiry->id, sizeof(expiry->id), "%s", sign_in->id);
    if (tsearch(expiry, &relay->expiries, compare) == NULL) {
        free(expiry);
        return;
    }
    loop_set(relay->loop, &expiry->timer,
             clock_monotonic() + sign_in->expires - clock_realtime() + LATER);
}

/* It may have fired: what was told of is not there any more. */
void expiry_clear(struct relay *relay, const char *id)
{
    struct expiry wanted;
    struct expiry *const *found;
    struct expiry *expiry;

    text_format(wanted.id, sizeof(wanted.id), "%s", id);
    found = tfind(&wanted, &relay->expiries, compare);
    if (found == NULL)
        return;
    expiry = *found;
    (void) tdelete(&wanted, &relay->expiries, compare);
    loop_clear(relay->loop, &expiry->timer);
    free(expiry);
}

/* The sign-ins stay in the store, where another node tells of them. */
void expiry_close(struct relay *relay)
{
    while (relay->expiries != NULL) {
        const struct expiry *const *root = relay->expiries;

        expiry_clear(relay, (*root)->id);
    }
}
