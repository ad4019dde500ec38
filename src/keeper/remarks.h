/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What the log is told of a login however it ends.
 */

#pragma once

#include "wire/message.h"

struct remarks {
    char note[LINE_SIZE];     /* the notes, one after the other */
    char identity[NAME_SIZE]; /* of who is bound or has signed in, the name */
    char subject[NAME_SIZE];  /* and the id */
    bool loud;                /* somebody should look at this login */
};

/* Note a word that pam_claims(8) has for `note`, once, and what there is to
 * say of it, which may be empty. */
void remarks_note(struct remarks *, const char *word, const char *remark);

/* Note who is bound or has signed in. */
void remarks_name(struct remarks *, const struct claims *);
