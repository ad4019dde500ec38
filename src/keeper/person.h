/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The person, behind the module and its host: what can be shown, and what was
 * said so far.
 */

#pragma once

#include "keeper/screen.h"

struct person {
    int module;     /* its socket */
    int terminal;   /* of sudo, to watch; -1 for none */
    bool waits;     /* nobody can interrupt us: a token is being redeemed */
    bool abandoned; /* the module is gone: the audit line is ours */
    bool cancelled; /* the module gave up, and answers nothing more */
    bool shown;     /* a sign-in was */
    bool asking;    /* a reply is still to come */
    bool prompted;  /* to a prompt, that is, and not only to a text */
    int pastes;     /* so far, of any kind */
    int64_t remind; /* when to speak again, on clock_boottime()'s scale */
    enum view view; /* shown last */
    struct screen screen;
    struct occasion occasion;
    char expected[NAME_SIZE]; /* who has to sign in, at the provider */
};
