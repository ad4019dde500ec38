/* SPDX-License-Identifier: BSD-2-Clause */

#include "shared/answer_class.h"

/* The outcome is the one of a login that nobody can sign in to any more; the
 * answers that a poll goes on after never end one, and count as our own
 * mistake where they do. */
static const struct row {
    const char *word; /* for the log and `pam-claims explain` */
    enum outcome outcome;
} table[ANSWER_COUNT] = {
    [ANSWER_MALFORMED] = {"malformed", OUTCOME_UNTRUSTED},
    [ANSWER_OK] = {"ok", OUTCOME_ERROR},
    [ANSWER_CHALLENGE] = {"challenge", OUTCOME_NOT_MET},
    [ANSWER_INTERACT] = {"interact", OUTCOME_EXPIRED},
    [ANSWER_CONSENT] = {"consent", OUTCOME_NOT_MET},
    [ANSWER_BLOCKED] = {"blocked", OUTCOME_BLOCKED},
    [ANSWER_CONFIG] = {"config", OUTCOME_CONFIGURATION},
    [ANSWER_THROTTLED] = {"throttled", OUTCOME_UNAVAILABLE},
    [ANSWER_TRANSIENT] = {"transient", OUTCOME_UNAVAILABLE},
    [ANSWER_PENDING] = {"pending", OUTCOME_ERROR},
    [ANSWER_SLOW_DOWN] = {"slow_down", OUTCOME_ERROR},
    [ANSWER_DECLINED] = {"declined", OUTCOME_DECLINED},
    [ANSWER_EXPIRED] = {"expired", OUTCOME_EXPIRED},
    [ANSWER_UNTRUSTED] = {"untrusted", OUTCOME_UNTRUSTED},
    [ANSWER_NO_RELAY] = {"no_relay", OUTCOME_UNAVAILABLE},
    [ANSWER_NO_DEVICE_FLOW] = {"no_device_flow", OUTCOME_CONFIGURATION},
    [ANSWER_MOVED] = {"moved", OUTCOME_CONFIGURATION},
};

/* The number may come over the wire: what no row has is what no protocol
 * allows. */
static const struct row *row_of(enum answer_class answer)
{
    if (answer >= ANSWER_COUNT)
        return &table[ANSWER_MALFORMED];
    return &table[answer];
}

enum outcome answer_class_outcome(enum answer_class answer)
{
    return row_of(answer)->outcome;
}

const char *answer_class_word(enum answer_class answer)
{
    return row_of(answer)->word;
}
