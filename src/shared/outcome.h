/* SPDX-License-Identifier: BSD-2-Clause
 *
 * How a login ends.  Everything below the PAM entry points speaks this
 * one language; only src/module/pam_status.c translates it for the host.
 */

#pragma once

enum outcome {
    OUTCOME_ERROR = 0, /* something on this host failed: refuse */
    OUTCOME_CONFIGURATION,
    OUTCOME_GRANTED,
    OUTCOME_DECLINED,
    OUTCOME_EXPIRED,
    OUTCOME_CANCELLED,    /* by the person, or the client left */
    OUTCOME_WRONG_PERSON, /* somebody else signed in */
    OUTCOME_BLOCKED,      /* no sign-in here can satisfy the policy */
    OUTCOME_NOT_MET,      /* signed in, and the challenge still stands */
    OUTCOME_NOT_SHOWN,    /* a sign-in is needed and cannot be shown */
    OUTCOME_UNSUITABLE,   /* unknown, unmapped or reserved user */
    OUTCOME_UNAVAILABLE,  /* provider or resource unreachable, throttled */
    OUTCOME_UNTRUSTED,    /* an answer that cannot be believed */
    OUTCOME_COUNT
};

/* Why the module gives up. */
enum cancel_reason {
    CANCEL_INTERRUPTED,  /* Ctrl-C */
    CANCEL_DISCONNECTED, /* the ssh client left */
    CANCEL_NOT_SHOWN,    /* the conversation failed */
    CANCEL_COUNT
};

/* How a login ends that was cancelled for a reason. */
enum outcome cancel_outcome(enum cancel_reason);

/* The word for that reason in the log; never NULL. */
const char *cancel_word(enum cancel_reason);

/* The word for the log, such as "wrong_person"; never NULL. */
const char *outcome_word(enum outcome);

/* One plain ASCII line for the person, without a line end; never NULL. */
const char *outcome_text(enum outcome);
