/* SPDX-License-Identifier: BSD-2-Clause
 *
 * An attempt: everything that is known while one login is decided, and how
 * it ends.  decide.c tells the whole story; a silent check and sign_in.c are
 * its two ways, redemption.c is what both do with tokens.
 */

#pragma once

#include "keeper/agent_process.h"
#include "keeper/identity.h"
#include "keeper/screen.h"
#include "keeper/settings.h"
#include "keeper/token_store.h"
#include "wire/audit_line.h"

/* How far one step of an attempt came. */
enum check {
    CHECK_REFUSED = 0, /* attempt->outcome says how it ends */
    CHECK_MET,
    CHECK_CHALLENGED, /* by the resource: a refresh may help, or a person */
    CHECK_PERSON,     /* only a sign-in can help */
};

/* What was said to the person. */
struct dialogue {
    struct screen screen;
    struct occasion occasion;
    enum view view; /* shown last */
    bool asking;    /* a reply is still to come */
    bool prompted;  /* to a prompt, that is, and not only to a text */
    int pastes;     /* so far, of any kind */
    int64_t remind; /* when to speak again, on deadline_now's scale */
};

struct attempt {
    enum outcome outcome;
    bool shown;       /* the person was asked to sign in */
    bool loud;        /* somebody should look at this one */
    bool abandoned;   /* the module is gone: the audit line is ours */
    int module;       /* its socket, -1 while nothing may interrupt us */
    int terminal;     /* of sudo, to watch; -1 for none */
    int64_t started;  /* on deadline_now's scale */
    int64_t deadline; /* the same */
    struct login login;
    struct settings settings;
    struct account_name user;
    char expected[NAME_SIZE]; /* at the provider, to show */
    struct token_store store;
    struct record record;
    struct metadata metadata;
    bool fetched;         /* that, in this attempt and not from the store */
    struct demand demand; /* what is to be met next, by challenges */
    bool fresh;           /* by a sign-in that is new */
    int64_t since;        /* Unix time, when it was first asked for; or 0 */
    struct agent client;  /* the agent that holds the tokens */
    int flow;             /* enum flow, of the sign-in */
    bool listen;          /* for a browser on this machine */
    struct dialogue dialogue;
    union message message; /* what was received last, of this type */
    enum message_type type;
    struct facts facts;
};

/*
 * Note how the attempt ends and why, a word for the log.  Returns
 * CHECK_REFUSED, which is false for a step that knows no more than that.
 */
enum check attempt_end(struct attempt *, enum outcome, const char *reason);

/*
 * Note why the person has to sign in: one of the words that pam_claims(8)
 * has for `because`.  How it would end without stays noted.  Returns
 * CHECK_PERSON.
 */
enum check attempt_need(struct attempt *, const char *because);

/* Note what holds however the attempt ends: a word that pam_claims(8) has for
 * `note`, once, and what there is to say of it, which may be empty. */
void attempt_note(struct attempt *, const char *word, const char *remark);

/*
 * Note that the attempt ends well.  What is noted of failures goes, but for
 * the provider's words where they tell why the person had to sign in.
 */
void attempt_grant(struct attempt *, const char *reason);

/* Note for the log who is bound or has signed in. */
void attempt_name(struct attempt *, const struct claims *);

/* What happens next in a conversation. */
enum event {
    EVENT_END = 0, /* the attempt ends */
    EVENT_AGENT,   /* the agent has something to say */
    EVENT_REPLY,   /* the person has: it is in attempt->message */
    EVENT_TIME,    /* it is time to remind the person */
};

/* Somebody is there to whom a sign-in can be shown, and may be. */
bool attempt_can_show(const struct attempt *);

/* What the module has to say, of which something can be read: EVENT_REPLY, or
 * EVENT_END because it gives up or is gone. */
enum event attempt_hear_module(struct attempt *);

/* The deadline is over: nothing is granted any more.  Ends the attempt then.
 */
bool attempt_is_late(struct attempt *);

/* The terminal that sudo speaks to was hung up: nobody gets in.  Ends the
 * attempt then. */
bool attempt_has_left(struct attempt *);

/*
 * Start an agent with its first message, a struct fetch, probe or client,
 * whose network is filled in here; false if the attempt ends instead.  Either
 * way the agent is to be stopped.
 */
bool attempt_start(struct attempt *, struct agent *, enum message_type,
                   void *role);

/* Wait for it; `remind` is on deadline_now's scale. */
enum event attempt_wait(struct attempt *, const struct agent *,
                        int64_t remind);

/*
 * Receive into attempt->message what the agent says, whatever the person
 * types meanwhile; false if the attempt ends instead.
 */
bool attempt_receive(struct attempt *, struct agent *, enum reading);

/* End an agent and keep its count of requests. */
void attempt_stop(struct attempt *, struct agent *);

/*
 * Receive into attempt->message what an agent of its own answers to this one
 * message, as of attempt_start; false if the attempt ends instead.
 */
bool attempt_ask(struct attempt *, enum message_type, void *role,
                 enum reading);

/*
 * Note an answer of a server that is not ok.  CHECK_PERSON for one that a
 * sign-in can mend; the demand of a challenge is then attempt->demand.
 */
enum check attempt_judge(struct attempt *, enum answer, const char *reason,
                         const struct demand *);

/* The same for the MESSAGE_FAILURE in attempt->message. */
enum check attempt_failed(struct attempt *);
