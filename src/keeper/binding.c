/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/binding.h"
#include "shared/text.h"

#include <errno.h>
#include <string.h>

bool binding_judge(const struct settings *settings,
                   const struct record *record, struct remarks *remarks,
                   struct ending *ret_ending)
{
    switch (record->binding) {
    case BINDING_NONE:
    case BINDING_KNOWN:
        return true;
        /* The uid was given to somebody else: what was kept under it is of no
         * user that is left, and keeps nobody out. */
    case BINDING_OTHER:
        remarks_note(remarks, "uid_reused", record->complaint);
        return true;
    case BINDING_LOST:
        break;
    }
    /* Whoever signs in next would be bound: somebody should look. */
    remarks_note(remarks, "binding_lost", record->complaint);
    remarks->loud = true;
    if (settings->rebind != REBIND_DENY)
        return true;
    ending_set(ret_ending, OUTCOME_BLOCKED, "binding_lost");
    return false;
}

bool binding_keep(struct token_store *store, struct record *record,
                  const struct claims *claims, struct remarks *remarks)
{
    const char *name = claims->username;
    char remark[LINE_SIZE];

    /* Later logins show the name; with blanks more could be made of it. */
    if (!text_is_printable(name) || strchr(name, ' ') != NULL)
        name = "";
    /* Written only where it says something new: a file that is not written
     * cannot be lost. */
    if (identity_is_bound(record, claims) &&
        strcmp(record->identity.username, name) == 0)
        return true;
    identity_bind(record, claims);
    /* The ids bind; a login by them works without a name to show. */
    if (name[0] == '\0')
        record->identity.username[0] = '\0';
    if (token_store_bind(store, record))
        return true;
    text_format(remark, LINE_SIZE, "not bound in %s: %s", store->directory,
                strerror(errno));
    remarks_note(remarks, "not_bound", remark);
    return false;
}
