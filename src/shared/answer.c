/* SPDX-License-Identifier: BSD-2-Clause */

#include "shared/answer.h"

static const struct {
    const char *word;
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
    [ANSWER_NO_DEVICE_FLOW] = {"no_device_flow", OUTCOME_CONFIGURATION},
    [ANSWER_MOVED] = {"moved", OUTCOME_CONFIGURATION},
};

enum outcome answer_outcome(enum answer answer)
{
    return table[answer < ANSWER_COUNT ? answer : ANSWER_MALFORMED].outcome;
}

const char *answer_word(enum answer answer)
{
    return table[answer < ANSWER_COUNT ? answer : ANSWER_MALFORMED].word;
}
