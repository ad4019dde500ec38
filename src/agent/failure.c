/* SPDX-License-Identifier: BSD-2-Clause */

#include "agent/failure.h"
#include "agent/keeper_link.h"
#include "shared/text.h"

void failure_set(struct failure *failure, enum answer_class answer,
                 const char *reason)
{
    failure->answer = (int) answer;
    text_copy(failure->reason, sizeof(failure->reason), reason);
}

bool failure_send(const struct http *http, struct failure *failure)
{
    /* Zero would demand a sign-in of this very second; an error has no way to
     * ask for an age, only claims. */
    failure->demand.max_age = -1;
    return keeper_link_send(http, MESSAGE_FAILURE, failure);
}
