/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/first_factor.h"
#include "shared/host.h"
#include "shared/text.h"

#include <grp.h>
#include <stdio.h>
#include <string.h>

/* Whoever runs the account phase has authenticated the user; pam_unix vouches
 * for the target of su, not for its caller. */
static bool is_shown(const struct settings *settings,
                     const struct login *login)
{
    return login->phase == PHASE_ACCOUNT ||
           settings->first_factor == FIRST_FACTOR_STACK ||
           (login->evidence_unix && settings->subject == SUBJECT_USER) ||
           (login->evidence_ssh &&
            host_of_service(login->service) == HOST_SSHD);
}

bool first_factor_allows_silence(const struct settings *settings,
                                 const struct login *login)
{
    return is_shown(settings, login) &&
           (settings->first_factor != FIRST_FACTOR_NONE ||
            login->phase == PHASE_ACCOUNT);
}

static bool has_member(const struct group *group, const char *name)
{
    for (char **member = group->gr_mem; *member != NULL; member++)
        if (strcmp(*member, name) == 0)
            return true;
    return false;
}

static bool is_in_local_group(const char *groups,
                              const struct account_name *user)
{
    FILE *file = groups[0] == '\0' ? NULL : fopen("/etc/group", "re");
    const struct group *group = NULL;
    bool found = false;

    while (file != NULL && !found && (group = fgetgrent(file)) != NULL)
        found = text_has_word(groups, group->gr_name) &&
                (group->gr_gid == user->gid || has_member(group, user->name));
    if (file != NULL)
        fclose(file);
    return found;
}

bool first_factor_exempts(const struct settings *settings,
                          const struct login *login,
                          const struct account_name *user)
{
    return is_shown(settings, login) &&
           (text_has_word(settings->exempt_users, user->name) ||
            is_in_local_group(settings->exempt_groups, user));
}
