/* SPDX-License-Identifier: BSD-2-Clause
 *
 * One turn of a sign-in: it is read, somebody decides what becomes of it, and
 * it is kept, again and again until nobody else has changed it meanwhile.
 */

#pragma once

#include "relay/relay.h"
#include "relay/sign_in.h"

enum turn_end {
    TURN_DONE,    /* as was decided */
    TURN_UNKNOWN, /* there is no such sign-in; nothing was decided */
    TURN_AWAY,    /* the store is away, or there is no memory */
};

struct turn {
    struct relay *relay;
    struct call *call;      /* that it is for; NULL for none */
    void *deciding;         /* of whoever decides */
    struct sign_in sign_in; /* as it is, and then as it becomes */
    int64_t now;            /* of clock_realtime() */

    /* What the decision was, for the answer. */
    enum page_kind page;
    enum told told;
    bool changed; /* something was kept */

    /*
     * Decide: change turn->sign_in and return whether that is to be kept.  It
     * may be called several times, each time with what has been read then.
     */
    bool (*decide)(struct turn *);

    /* The answer, once; the turn is gone behind it. */
    void (*answer)(struct turn *, enum turn_end);

    int tries; /* that are left */
};

/* A turn to be filled in and begun; NULL without memory. */
struct turn *turn_new(struct relay *, struct call *);

/* Begin a turn of the sign-in with this id, which it takes over. */
void turn_begin(struct turn *, const char *id);

/* Seconds, or parts of one, that an ended sign-in is still known for. */
enum { AFTERLIFE = 120 * 1000 };

/* How long the store has to keep a sign-in, in milliseconds. */
int64_t turn_lasts(const struct sign_in *, int64_t now);

/* The keys of a sign-in and of its state. */
struct store_key turn_key(const char *id);
struct store_key turn_state_key(const char *state);

/* That of the list of a user's sign-ins at a host. */
struct store_key turn_user_key(const char *host, const char *user);
