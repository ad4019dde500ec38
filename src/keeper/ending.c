/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/ending.h"
#include "shared/text.h"

struct result result_of(enum came came)
{
    return (struct result){.came = came};
}

struct result result_end(enum outcome outcome, const char *reason)
{
    struct result result = {.came = CAME_ENDED};

    ending_set(&result.ending, outcome, reason);
    return result;
}

void ending_set(struct ending *ending, enum outcome outcome,
                const char *reason)
{
    ending->outcome = outcome;
    text_copy(ending->reason, WORD_SIZE, reason);
}

/* A reason that the log has already is not touched: it says how the login ends
 * if nobody signs in. */
enum came ending_need(struct ending *ending, const char *because)
{
    text_copy(ending->because, WORD_SIZE, because);
    return CAME_PERSON;
}

enum came ending_judge(struct ending *ending, enum answer_class answer,
                       const char *reason)
{
    ending_set(ending, answer_class_outcome(answer), reason);
    switch (answer) {
    case ANSWER_CHALLENGE:
    case ANSWER_INTERACT:
    case ANSWER_CONSENT:
        return CAME_PERSON;
        /* What blocks the account, or this client, or is down, is the same
         * after a sign-in. An answer that cannot be believed is mended by one
         * only where a stored token led to it; redemption.c knows that. */
    default:
        return CAME_ENDED;
    }
}

enum came ending_fail(struct ending *ending, const struct failure *failure)
{
    enum answer_class answer = (enum answer_class) failure->answer;
    const char *reason = failure->reason;

    /* Agents have a word of their own where they know more than the class of
     * the answer. */
    if (reason[0] == '\0')
        reason = answer_class_word(answer);
    ending->failed = true;
    ending->failure = *failure;
    return ending_judge(ending, answer, reason);
}
