/* SPDX-License-Identifier: BSD-2-Clause */

#include "shared/answer.h"

static const char *const words[ANSWER_COUNT] = {
    [ANSWER_MALFORMED] = "malformed", [ANSWER_OK] = "ok",
    [ANSWER_CHALLENGE] = "challenge", [ANSWER_INTERACT] = "interact",
    [ANSWER_CONSENT] = "consent",     [ANSWER_BLOCKED] = "blocked",
    [ANSWER_CONFIG] = "config",       [ANSWER_THROTTLED] = "throttled",
    [ANSWER_TRANSIENT] = "transient", [ANSWER_PENDING] = "pending",
    [ANSWER_SLOW_DOWN] = "slow_down", [ANSWER_DECLINED] = "declined",
    [ANSWER_EXPIRED] = "expired",     [ANSWER_UNTRUSTED] = "untrusted",
};

const char *answer_word(enum answer answer)
{
    return words[answer < ANSWER_COUNT ? answer : ANSWER_MALFORMED];
}
