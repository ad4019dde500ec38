/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/identity.h"
#include "keeper/user_map.h"
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
    return record->subject[0] != '\0' &&
           strcmp(record->issuer, claims->issuer) == 0 &&
           strcmp(record->subject, claims->subject) == 0 &&
           (!entra_is_issuer(claims->issuer) ||
            (strcmp(record->tid, claims->tid) == 0 &&
             strcmp(record->oid, claims->oid) == 0));
}

/* An expectation that says nothing is met. */
static bool is_as_expected(const char *expected, const char *value)
{
    return expected[0] == '\0' || strcmp(expected, value) == 0;
}

static bool matches_map(const struct claims *expected,
                        const struct claims *claims)
{
    return is_as_expected(expected->issuer, claims->issuer) &&
           is_as_expected(expected->subject, claims->subject) &&
           is_as_expected(expected->tid, claims->tid) &&
           is_as_expected(expected->oid, claims->oid) &&
           is_as_expected(expected->username, claims->username);
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
    struct claims expected = {0};
    enum user_map_result mapped = USER_MAP_ABSENT;
    bool matches = false;

    if (settings->user_map[0] != '\0')
        mapped = user_map_find(settings->user_map, user->name, &expected,
                               ret_error);
    if (mapped == USER_MAP_BAD)
        return IDENTITY_BAD_MAP;
    if (mapped == USER_MAP_FOUND)
        matches = matches_map(&expected, claims);
    else if ((int64_t) user->uid >= settings->min_uid)
        matches = record->issuer[0] != '\0'
                      ? identity_is_bound(record, claims)
                      : matches_name(settings->username_domain, user->name,
                                     claims->username);
    if (!matches && claims->username[0] == '\0')
        text_format(ret_error, LINE_SIZE,
                    "the ID token has no name in %s: see scope and "
                    "username_claim",
                    settings->username_claim);
    return matches ? IDENTITY_MATCHES : IDENTITY_DIFFERS;
}

void identity_expected(const struct settings *settings,
                       const struct account_name *user,
                       const struct record *record, char ret_name[NAME_SIZE])
{
    bool whole = strchr(user->name, '@') != NULL;
    const char *domain = whole ? "" : settings->username_domain;

    if (record->username[0] != '\0')
        text_format(ret_name, NAME_SIZE, "%s", record->username);
    else
        text_format(ret_name, NAME_SIZE, "%s%s%.*s", user->name,
                    domain[0] == '\0' ? "" : "@", (int) strcspn(domain, " "),
                    domain);
    text_make_printable(ret_name);
}

void identity_bind(struct record *record, const struct claims *claims,
                   int64_t now)
{
    text_copy(record->issuer, sizeof(record->issuer), claims->issuer);
    text_copy(record->subject, sizeof(record->subject), claims->subject);
    text_copy(record->tid, sizeof(record->tid), claims->tid);
    text_copy(record->oid, sizeof(record->oid), claims->oid);
    text_copy(record->username, sizeof(record->username), claims->username);
    record->bound = now;
}
