/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/identity.h"
#include "shared/entra.h"
#include "shared/text.h"

#include <pwd.h>
#include <string.h>
#include <strings.h>

bool identity_find_user(const struct login *login, int subject,
                        struct account_name *ret_user)
{
    const struct passwd *entry = subject == SUBJECT_CALLER
                                     ? getpwuid((uid_t) login->caller)
                                     : getpwnam(login->user);

    if (entry == NULL || !text_copy(ret_user->name, NAME_SIZE, entry->pw_name))
        return false;
    ret_user->uid = entry->pw_uid;
    return true;
}

bool identity_is_suitable(const struct settings *settings,
                          const struct account_name *user)
{
    return user->uid != 0 && ((int64_t) user->uid >= settings->min_uid ||
                              settings->user_map[0] != '\0');
}

bool identity_is_bound(const struct record *record,
                       const struct claims *claims)
{
    const struct claims *bound = &record->identity;

    return bound->subject[0] != '\0' &&
           strcmp(bound->issuer, claims->issuer) == 0 &&
           strcmp(bound->subject, claims->subject) == 0 &&
           (!entra_is_issuer(claims->issuer) ||
            (strcmp(bound->tid, claims->tid) == 0 &&
             strcmp(bound->oid, claims->oid) == 0));
}

static bool matches_name(const char *domains, const char *local,
                         const char *username)
{
    char domain[NAME_SIZE];
    char name[2 * NAME_SIZE];

    /* Guests carry their home address with #EXT# in their name. */
    if (!text_is_printable(username) || strchr(username, '#') != NULL)
        return false;
    if (domains[0] == '\0')
        return strcasecmp(local, username) == 0;
    while (text_next_word(&domains, domain, sizeof(domain))) {
        text_format(name, sizeof(name), "%s@%s", local, domain);
        if (strcasecmp(name, username) == 0)
            return true;
    }
    return false;
}

enum identity_match identity_match(const struct settings *settings,
                                   const struct account_name *user,
                                   const struct record *record,
                                   const struct claims *claims,
                                   char ret_error[LINE_SIZE])
{
    enum identity_match match = IDENTITY_UNMAPPED;

    if (settings->user_map[0] != '\0')
        match =
            user_map_match(settings->user_map, user->name, claims, ret_error);
    if (match == IDENTITY_UNMAPPED) {
        bool matches = record->identity.issuer[0] != '\0'
                           ? identity_is_bound(record, claims)
                           : matches_name(settings->username_domain,
                                          user->name, claims->username);

        match = matches && (int64_t) user->uid >= settings->min_uid
                    ? IDENTITY_MATCHES
                    : IDENTITY_DIFFERS;
    }
    if (match == IDENTITY_DIFFERS && claims->username[0] == '\0')
        text_format(ret_error, LINE_SIZE,
                    "the ID token has no name in %s: see scope and "
                    "username_claim",
                    settings->client.username_claim);
    return match;
}

void identity_expected(const struct settings *settings,
                       const struct account_name *user,
                       const struct record *record, char ret_name[NAME_SIZE])
{
    bool whole = strchr(user->name, '@') != NULL;
    const char *domain = whole ? "" : settings->username_domain;

    if (record->identity.username[0] != '\0')
        text_copy(ret_name, NAME_SIZE, record->identity.username);
    else
        text_format(ret_name, NAME_SIZE, "%s%s%.*s", user->name,
                    domain[0] == '\0' ? "" : "@", (int) strcspn(domain, " "),
                    domain);
    text_make_printable(ret_name);
}
