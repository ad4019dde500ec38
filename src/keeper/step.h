/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What a step of a login is given: what the login is, what it can use, and
 * what the steps before it have found.  login.c has the table of the steps.
 */

#pragma once

#include "keeper/agent_process.h"
#include "keeper/ending.h"
#include "keeper/identity.h"
#include "keeper/person.h"
#include "keeper/remarks.h"
#include "keeper/settings.h"
#include "keeper/token_store.h"

/* What the login is.  The first steps learn it; to all others it is const. */
struct context {
    struct login login;
    struct settings settings;
    struct account_name user;
    bool silent; /* a silent success may end it: a first factor was shown */
};

/* The time that the login has, on clock_boottime()'s scale.  Nothing but
 * deadline.c and time(2) tells what it is now; tests link others. */
struct clock {
    int64_t started;
    int64_t deadline;
};

/* The agents: one holds the tokens, the others answer one message each. */
struct agents {
    struct agent client;
    bool listening;   /* that one was told to, for a browser here */
    bool parts;       /* and has a relay to tell when we hang up */
    int64_t requests; /* by agents that have ended */
};

/* Whom a step can speak to, and what it can use. */
struct ports {
    struct person person;
    struct agents agents;
    struct token_store store;
    struct clock clock;
    struct remarks remarks;
};

/* What was received last, by the step that runs. */
struct heard {
    enum message_type type;
    union message message;
};

/* What the steps hand on to each other. */
struct progress {
    struct metadata metadata; /* of the issuer */
    bool fetched;             /* that, in this login and not from the store */
    struct record record;     /* of the user, as it was read last */
    struct demand demand;     /* what is to be met next, by challenges */
    struct tokens tokens;     /* what a redemption or a sign-in brought */
    int64_t began;            /* clock_boottime() as the redemption began */
    int64_t since;            /* Unix time at which the person was first asked
                                 to sign in; 0 for not yet */
    bool kept;                /* the token of the sign-in, for later */
    char because[WORD_SIZE];  /* why the person has to sign in, as an ending
                                 has it; the first sign-in has the reason */
    struct ending before;     /* of the step before this one */
    struct heard heard;
};

/* A step that learns what the login is. */
typedef struct result learn_step(struct context *, struct ports *);

/* A step that gets the login on, by what the steps before it have left in
 * the progress; the contract of each says what it leaves there. */
typedef struct result login_step(const struct context *, struct ports *,
                                 struct progress *);
