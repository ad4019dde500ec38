/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The line that the log gets for each decision: key=value pairs in the order
 * that pam_claims(8) documents.
 */

#pragma once

#include "wire/message.h"

/* Nothing is cut off even where every byte of a name is escaped. */
enum { AUDIT_SIZE = LOG_SIZE + 6 * LINE_SIZE };

/* What the keeper knows of a decision. */
struct facts {
    char reason[WORD_SIZE];
    char because[WORD_SIZE];  /* why a sign-in was needed; may be empty */
    char would[WORD_SIZE];    /* the outcome that report mode overrules */
    char detail[LINE_SIZE];   /* for the administrator */
    char note[LINE_SIZE];     /* the same, however the login ends */
    char identity[NAME_SIZE]; /* the name of who is bound, or signed in */
    char subject[NAME_SIZE];
    struct failure failure; /* the provider's last refusal */
    int64_t requests;       /* by agents that have ended */
};

/* Compose the keeper's part of the line, with an advice where it knows no
 * more than a reason. */
void audit_facts(const struct facts *, char ret_log[LOG_SIZE]);

/* Compose the line; `elapsed` is in ms. */
void audit_line(const struct login *, const struct verdict *, int64_t elapsed,
                char ret_line[AUDIT_SIZE]);

/* Its syslog(3) priority, without a facility. */
int audit_priority(const struct verdict *);
