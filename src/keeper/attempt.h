/* SPDX-License-Identifier: BSD-2-Clause
 *
 * An attempt: everything that is known while one login is decided, and how
 * it ends.  decide.c tells the whole story; silent_check.c and sign_in.c are
 * its two ways, redemption.c is what both do with tokens.
 */

#ifndef KEEPER_ATTEMPT_H
#define KEEPER_ATTEMPT_H

#include "keeper/agent_process.h"
#include "keeper/identity.h"
#include "keeper/settings.h"
#include "keeper/token_store.h"
#include "shared/message.h"

/* How far one step of an attempt came. */
enum check {
    CHECK_REFUSED = 0, /* attempt->outcome says how it ends */
    CHECK_MET,
    CHECK_CHALLENGED, /* by the resource: a refresh may help, or a person */
    CHECK_PERSON,     /* only a sign-in can help */
};

/* What the audit line tells. */
struct facts {
    char reason[WORD_SIZE];
    char would[WORD_SIZE];    /* the outcome that report mode overrules */
    char detail[LINE_SIZE];   /* for the administrator */
    char identity[NAME_SIZE]; /* the name in the last verified ID token */
    char subject[NAME_SIZE];
    struct failure failure; /* the provider's last refusal */
    int64_t requests;       /* by agents that have ended */
};

struct attempt {
    uid_t owner; /* of the files that are trusted: root */
    enum outcome outcome;
    bool shown; /* the person was asked to sign in */
    struct patience patience;
    struct login login;
    struct settings settings;
    struct account_name user;
    char expected[NAME_SIZE]; /* at the provider, to show */
    uid_t agent_uid;
    gid_t agent_gid;
    struct token_store store;
    struct record record;
    struct metadata metadata;
    struct agent client;   /* the agent that holds the tokens */
    union message message; /* what was received last, of this type */
    enum message_type type;
    struct facts facts;
};

/* Note how the attempt ends and why, a word for the log.  Returns
 * CHECK_REFUSED. */
enum check attempt_refuse(struct attempt *, enum outcome, const char *reason);

/* Fill the settings' part of what an agent needs to reach a server. */
void attempt_network(const struct attempt *, struct network *ret_network);

/* Receive into attempt->message; false if the attempt ends instead. */
bool attempt_receive(struct attempt *, struct agent *, enum reading);

/*
 * Note the MESSAGE_FAILURE in attempt->message.  CHECK_PERSON for one that a
 * sign-in can mend, with what it demands in ret_demand, which stays as it is
 * where the failure demands nothing of its own.
 */
enum check attempt_failed(struct attempt *, struct demand *ret_demand);

/* End an agent and keep its count of requests. */
void attempt_stop(struct attempt *, struct agent *);

#endif
