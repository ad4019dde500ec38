/* SPDX-License-Identifier: BSD-2-Clause */

#include "agent/http_answer.h"

enum answer_class http_answer_judge(const struct http_answer *answer)
{
    /* Without an answer there is no status to look at. */
    if (answer->transport != ANSWER_OK)
        return answer->transport;
    if (answer->status >= 200 && answer->status < 300)
        return ANSWER_OK;
    if (answer->status == 429)
        return ANSWER_THROTTLED;
    if (answer->status == 408 || answer->status >= 500)
        return ANSWER_TRANSIENT;
    /* Redirects were followed where they may be, and what a 4xx other than
     * these means only the asker knows. */
    return ANSWER_MALFORMED;
}
