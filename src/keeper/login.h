/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The login as a table of steps.  Each row is a state: what is done in it,
 * and which row is next by how that came out.  A login starts in the first
 * row and ends in the last or in one that grants, where all that has to be
 * shown must have been.
 */

#pragma once

#include "keeper/step.h"

enum state {
    STATE_REPORT = 0, /* the row after an ending, where none is named */
    STATE_CONFIGURE,  /* the first of all */
    STATE_FIRST_FACTOR,
    STATE_ACCOUNT,
    STATE_FIND_USER,
    STATE_EXEMPT,
    STATE_NOT_SKIPPED,
    STATE_SUITABLE,
    STATE_OPEN_STORE,
    STATE_METADATA,

    STATE_OF_USE, /* silently */
    STATE_REDEEM,
    STATE_IDENTITY,
    STATE_POLICY,
    STATE_RESOURCE,
    STATE_REDEEM_AGAIN, /* with what the resource asks for */
    STATE_IDENTITY_AGAIN,
    STATE_POLICY_AGAIN,
    STATE_RESOURCE_AGAIN,
    STATE_NOTE_SUCCESS,
    STATE_COUNTS,
    STATE_IN_TIME,

    STATE_ASK, /* with the person */
    STATE_SIGN_IN,
    STATE_REREAD,
    STATE_SIGNED_IN_IDENTITY,
    STATE_KEEP,
    STATE_SIGNED_IN_POLICY,
    STATE_SIGNED_IN_RESOURCE,
    STATE_CAN_REFRESH,
    STATE_REDEEM_AFTER, /* with what the resource asks for after that */
    STATE_IDENTITY_AFTER,
    STATE_POLICY_AFTER,
    STATE_RESOURCE_AFTER,
    STATE_NOT_MET,
    STATE_STILL_HERE,
    STATE_SIGNED_IN_TIME,

    STATE_GRANT_ACCOUNT, /* there is no other way in */
    STATE_GRANT_EXEMPT,
    STATE_GRANT_SILENT,
    STATE_GRANT_SIGN_IN,
    STATE_GRANT_REPORT,
    STATE_END,
    STATE_COUNT
};

/* What can be shown in a login, a bit each. */
enum evidence {
    SHOWN_ACCOUNT_RULE = 1 << 0, /* the account phase checks nothing here */
    SHOWN_EXEMPTION = 1 << 1,    /* of the user, with a first factor */
    SHOWN_FIRST_FACTOR = 1 << 2,
    SHOWN_PERSON = 1 << 3,   /* signed in, in this login */
    SHOWN_IDENTITY = 1 << 4, /* by these tokens: whose they are, */
    SHOWN_POLICY = 1 << 5,   /* what this host demands, */
    SHOWN_RESOURCE = 1 << 6, /* and that the resource accepts them */
    SHOWN_TIME = 1 << 7,     /* the deadline is not over */
    SHOWN_PRESENCE = 1 << 8, /* the person has not left */

    SHOWN_BY_TOKENS = SHOWN_IDENTITY | SHOWN_POLICY | SHOWN_RESOURCE,
};

struct row {
    learn_step *learn;  /* what is done: one of these two; nothing in a row */
    login_step *step;   /* that grants, and in the last */
    unsigned int shows; /* enum evidence, where it passed */
    unsigned int excuses; /* the same, where it excused */
    bool renews; /* the tokens: what those before have shown is of no use */
    bool asks;   /* the person: the ending of this row is why */
    bool grants; /* the login is let in here, where all is shown that it */
    unsigned int needs; /* needs */
    const char *reason; /* for the log; NULL for that of the ending which is
                           overruled */
    enum state on[CAME_COUNT]; /* the next row */
};

/* The table. */
extern const struct row login_table[STATE_COUNT];

/* What is shown once this row came out so, when `shown` was shown before. */
unsigned int login_shown(const struct row *, enum came, unsigned int shown);

/* The row after this one, if it came out so: the last one where the table
 * names none. */
enum state login_next(const struct row *, enum came);

/*
 * Decide the login that context->login describes, by a table of which there is
 * one but in tests.  The person's module is set and the store is closed; the
 * rest is zero.  The verdict is complete whatever happens.
 */
void login_decide(const struct row table[STATE_COUNT], struct context *,
                  struct ports *, struct verdict *ret_verdict);
