/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Which conversations there are: each situation in each setting that makes a
 * difference to it.
 */

#ifndef GOLDEN_SITUATIONS_H
#define GOLDEN_SITUATIONS_H

#include "keeper/screen.h"

/* Where the person sits. */
struct setting {
    const char *name;   /* of the file, before the situation */
    const char *suffix; /* and behind it */
    const char *service;
    int language; /* of settings->language */
    bool utf8;    /* of the terminal */
    int64_t columns, rows;
    enum qr qr;
    enum display_choice display;
};

enum step_kind {
    STEP_END = 0,
    STEP_DEVICE_FLOW, /* an invitation */
    STEP_CODE_FLOW,
    STEP_RELAY,
    STEP_RENEWED,   /* another, after the first expired */
    STEP_TYPE,      /* the text, or nothing after what is no prompt */
    STEP_WAIT,      /* until the person is reminded */
    STEP_ASK_AGAIN, /* the agent has no use for what was pasted */
    STEP_REFUSED,   /* with the codes in the text */
};

struct step {
    enum step_kind what;
    const char *text;
    bool listening;
    bool number; /* the relay asks for one */
    enum paste paste;
    int64_t left; /* tries */
    enum outcome outcome;
};

enum { STEPS_MAX = 8 };

struct situation {
    const char *name;
    unsigned int where; /* groups of settings that matter to it, as bits */
    struct step steps[STEPS_MAX];
};

/*
 * The pair of this number; false behind the last one.  *ret_setting is NULL
 * for a pair of no interest.
 */
bool situation_next(size_t number, const struct setting **ret_setting,
                    const struct situation **ret_situation);

/* The two letters of its language. */
const char *setting_language(const struct setting *);

/* Fill in where the person is to sign in, in this flow. */
void situation_invite(enum flow, struct invitation *invitation);

#endif
