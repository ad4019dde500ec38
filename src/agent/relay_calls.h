/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The sign-in relay, as a host calls it.  Nothing of what it says is believed
 * that could be believed wrongly: an address is one of its own, and a code is
 * worth what the provider gives for it.
 */

#pragma once

#include "agent/exchange.h"
#include "format/json.h"

enum { RELAY_ID_SIZE = 33, RELAY_NUMBER_SIZE = 7 };

/* One that was started there. */
struct relay_sign_in {
    char id[RELAY_ID_SIZE];
    char url[URL_SIZE]; /* for the person */
    char secret[SECRET_SIZE];
    int64_t expires_in; /* seconds */
};

/* Start one for this authorization request.  False with a failure, of
 * ANSWER_NO_RELAY, for a relay that cannot be reached or refuses. */
bool relay_start(const struct exchange *, const struct sign_in *order,
                 const char *address, struct relay_sign_in *ret_sign_in,
                 struct failure *ret_refusal);

/* How it goes. */
enum relay_status {
    RELAY_WAITING, /* for the person */
    RELAY_NUMBER,  /* who is back, and is shown a number */
    RELAY_WRONG,   /* that was another number */
    RELAY_DONE,    /* the provider's code, in `answer` */
    RELAY_ERROR,   /* it has ended otherwise, as `answer` says */
    RELAY_GONE,    /* the relay knows of no such sign-in */
    RELAY_AWAY,    /* no answer, or none that says anything */
    RELAY_LEFT,    /* the keeper has hung up */
};

struct relay_result {
    enum relay_status status;
    int64_t left;        /* tries, after a wrong number */
    struct json *answer; /* the caller's */
};

/* Ask, with the number or NULL, for as long as the relay lets it wait, and
 * `patience` ms at most. */
void relay_ask(const struct exchange *, const struct relay_sign_in *,
               const char *number, int64_t patience,
               struct relay_result *ret_result);

/* Say that nobody waits any more; best effort. */
void relay_give_up(const struct exchange *, const struct relay_sign_in *);
