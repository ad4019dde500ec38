/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/binding.h"
#include "shared/text.h"

#include <errno.h>
#include <string.h>

bool binding_judge(struct attempt *attempt)
{
    const struct record *record = &attempt->record;
    bool lost = record->binding == BINDING_LOST;

    attempt->facts.note[0] = '\0';
    if (lost || record->binding == BINDING_OTHER)
        text_format(attempt->facts.note, LINE_SIZE, "%s: %s",
                    lost ? "binding_lost" : "uid_reused", record->complaint);
    attempt->loud = lost;
    return !lost || attempt->settings.rebind != REBIND_DENY ||
           attempt_end(attempt, OUTCOME_BLOCKED, "binding_lost");
}

bool binding_keep(struct attempt *attempt)
{
    const struct claims *claims = &attempt->message.tokens.claims;
    struct record *record = &attempt->record;

    if (identity_is_bound(record, claims) &&
        strcmp(record->identity.username, claims->username) == 0)
        return true;
    record->identity = *claims;
    if (token_store_bind(&attempt->store, record))
        return true;
    text_format(attempt->facts.note, LINE_SIZE, "not bound in %s: %s",
                attempt->settings.state_dir, strerror(errno));
    return false;
}
