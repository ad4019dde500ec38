/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/binding.h"
#include "shared/text.h"

#include <errno.h>
#include <string.h>

bool binding_judge(struct attempt *attempt)
{
    const struct record *record = &attempt->record;
    bool lost = record->binding == BINDING_LOST;

    if (lost || record->binding == BINDING_OTHER)
        attempt_note(attempt, lost ? "binding_lost" : "uid_reused",
                     record->complaint);
    attempt->loud = attempt->loud || lost;
    return !lost || attempt->settings.rebind != REBIND_DENY ||
           attempt_end(attempt, OUTCOME_BLOCKED, "binding_lost");
}

bool binding_keep(struct attempt *attempt)
{
    const struct claims *claims = &attempt->message.tokens.claims;
    struct record *record = &attempt->record;
    const char *name = claims->username;
    char remark[LINE_SIZE];

    /* Later logins show the name; with blanks more could be made of it. */
    if (!text_is_printable(name) || strchr(name, ' ') != NULL)
        name = "";
    if (identity_is_bound(record, claims) &&
        strcmp(record->identity.username, name) == 0)
        return true;
    identity_bind(record, claims);
    if (name[0] == '\0')
        record->identity.username[0] = '\0';
    if (token_store_bind(&attempt->store, record))
        return true;
    text_format(remark, LINE_SIZE, "not bound in %s: %s",
                attempt->settings.state_dir, strerror(errno));
    attempt_note(attempt, "not_bound", remark);
    return false;
}
