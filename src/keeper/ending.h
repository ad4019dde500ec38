/* SPDX-License-Identifier: BSD-2-Clause
 *
 * How a login ends, and how one of its steps came out.  A step returns both
 * by value; login.c alone makes the one of them that counts the verdict.
 */

#pragma once

#include "wire/message.h"

/* How the login ends, or would without what comes next. */
struct ending {
    enum outcome outcome;
    char reason[WORD_SIZE];  /* a word for the log */
    char because[WORD_SIZE]; /* why only a sign-in helps, a word that
                                pam_claims(8) has; may be empty */
    char detail[LINE_SIZE];  /* for the administrator; may be empty */
    bool failed;             /* somebody reported a failure, */
    struct failure failure;  /* and this one */
};

/* How a step came out: which row of the table is next. */
enum came {
    CAME_ENDED = 0,  /* the login ends as result.ending says */
    CAME_PASSED,     /* what the step is for is there */
    CAME_EXCUSED,    /* nothing more has to be shown */
    CAME_SHARED,     /* another login of this moment has shown it */
    CAME_CHALLENGED, /* by the resource: a refresh may help, or a person */
    CAME_PERSON,     /* only a sign-in helps; result.ending says how it ends
                        without one */
    CAME_COUNT
};

struct result {
    enum came came;
    struct ending ending;
};

/* The result of a step that has nothing to say of an ending. */
struct result result_of(enum came);

/* The result of a step that ends the login. */
struct result result_end(enum outcome, const char *reason);

/* Set outcome and reason; what else is known of the ending stays. */
void ending_set(struct ending *, enum outcome, const char *reason);

/* Set why only a sign-in helps.  Returns CAME_PERSON. */
enum came ending_need(struct ending *, const char *because);

/*
 * Set what an answer of a server, which is not ok, ends the login with.
 * CAME_PERSON for one that a sign-in can mend, else CAME_ENDED.
 */
enum came ending_judge(struct ending *, enum answer_class, const char *reason);

/* The same for a failure that an agent reports, which is kept. */
enum came ending_fail(struct ending *, const struct failure *);
