/* SPDX-License-Identifier: BSD-2-Clause */

#include "agent/failure.h"
#include "agent/keeper_link.h"
#include "shared/text.h"

enum answer failure_judge(const struct http_answer *answer)
{
    if (answer->transport != ANSWER_OK)
        return answer->transport;
    if (answer->status >= 200 && answer->status < 300)
        return ANSWER_OK;
    if (answer->status == 429)
        return ANSWER_THROTTLED;
    if (answer->status == 408 || answer->status >= 500)
        return ANSWER_TRANSIENT;
    return ANSWER_MALFORMED;
}

bool failure_report(const struct http *http, struct failure *failure)
{
    failure->demand.max_age = -1;
    return keeper_send(http, MESSAGE_FAILURE, failure);
}

bool failure_send(const struct http *http, enum answer answer,
                  const char *reason, const char *detail)
{
    struct failure failure = {.answer = (int) answer};

    text_copy(failure.reason, sizeof(failure.reason), reason);
    text_format(failure.detail, sizeof(failure.detail), "%s", detail);
    return failure_report(http, &failure);
}
