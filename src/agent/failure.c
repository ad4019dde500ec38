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

static bool send_failure(const struct http *http, enum answer answer,
                         const char *reason, int64_t retry_after)
{
    struct failure failure = {
        .answer = (int) answer,
        .demand.max_age = -1,
        .retry_after = retry_after > 0 ? retry_after : 0,
        .requests = http_requests(http),
    };

    text_copy(failure.reason, sizeof(failure.reason), reason);
    return keeper_send(MESSAGE_FAILURE, &failure);
}

bool failure_send(const struct http *http, enum answer answer,
                  const char *reason)
{
    return send_failure(http, answer, reason, 0);
}

bool failure_send_judged(const struct http *http,
                         const struct http_answer *answer, const char *noun)
{
    char reason[WORD_SIZE] = "";

    if (answer->transport != ANSWER_OK)
        text_append(reason, sizeof(reason), "%s", http_reason(http));
    else
        text_append(reason, sizeof(reason), "%s_%ld", noun, answer->status);
    return send_failure(http, failure_judge(answer), reason,
                        answer->retry_after);
}
