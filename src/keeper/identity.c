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
    /* By uid for the caller: the host has no name of his that could be
     * trusted. */
    const struct passwd *entry = subject == SUBJECT_CALLER
                                     ? getpwuid((uid_t) login->caller)
                                     : getpwnam(login->user);

    if (entry == NULL || !text_copy(ret_user->name, NAME_SIZE, entry->pw_name))
        return false;
    ret_user->uid = entry->pw_uid;
    return true;
}

/* What decides who a local user is at the provider. */
enum rule { RULE_BROKEN, RULE_NOBODY, RULE_MAP, RULE_RECORD, RULE_NAME };

/* In this order: root is nobody at the provider; what the administrator wrote
 * down outranks everything; system users are nobody, even with a record; who
 * has signed in before is known by what cannot change; a name comes last. */
static enum rule choose_rule(const struct settings *settings,
                             const struct account_name *user,
                             const struct record *record,
                             struct mapping *ret_mapping,
                             char ret_error[LINE_SIZE])
{
    enum mapped mapped = MAPPED_NOT;

    if (user->uid == 0)
        return RULE_NOBODY;
    if (settings->user_map[0] != '\0')
        mapped = user_map_find(settings->user_map, user->name, ret_mapping,
                               ret_error);
    if (mapped != MAPPED_NOT)
        return mapped == MAPPED_BAD ? RULE_BROKEN : RULE_MAP;
    if ((int64_t) user->uid < settings->min_uid)
        return RULE_NOBODY;
    return record->identity.issuer[0] == '\0' ? RULE_NAME : RULE_RECORD;
}

bool identity_is_suitable(const struct settings *settings,
                          const struct account_name *user)
{
    static const struct record unbound;
    struct mapping mapping;
    char error[LINE_SIZE];

    return choose_rule(settings, user, &unbound, &mapping, error) !=
           RULE_NOBODY;
}

bool identity_is_bound(const struct record *record,
                       const struct claims *claims)
{
    const struct claims *bound = &record->identity;

    if (bound->subject[0] == '\0' ||
        strcmp(bound->issuer, claims->issuer) != 0 ||
        strcmp(bound->subject, claims->subject) != 0)
        return false;
    /* There `sub` is another one for each client. */
    if (entra_is_issuer(claims->issuer))
        return strcmp(bound->tid, claims->tid) == 0 &&
               strcmp(bound->oid, claims->oid) == 0;
    return true;
}

void identity_bind(struct record *record, const struct claims *claims)
{
    /* All of them: which are kept is for the store to say. */
    record->identity = *claims;
    if (claims->name_unverified)
        record->identity.username[0] = '\0';
}

/* The names that a local user may have at the provider, one after the other;
 * the first is the one to show. */
struct names {
    const char *local; /* NULL at the end */
    const char *domains;
    bool whole; /* the local name needs no domain */
};

static struct names names_of(const struct settings *settings,
                             const struct account_name *user)
{
    return (struct names){.local = user->name,
                          .domains = settings->username_domain,
                          .whole = settings->username_domain[0] == '\0' ||
                                   strchr(user->name, '@') != NULL};
}

/* A name that is too long for a claim is not cut off. */
static bool next_name(struct names *names, char ret_name[2 * NAME_SIZE])
{
    char domain[NAME_SIZE];

    if (names->local == NULL ||
        (!names->whole &&
         !text_next_word(&names->domains, domain, sizeof(domain))))
        return false;
    text_format(ret_name, 2 * NAME_SIZE, "%s", names->local);
    if (names->whole)
        names->local = NULL;
    else
        text_append(ret_name, 2 * NAME_SIZE, "@%s", domain);
    return true;
}

/* Only for a first sign-in: from then on the identifiers decide.  Case makes
 * no difference, as it makes none at the provider. */
static bool matches_name(struct names names, const struct claims *claims)
{
    char name[2 * NAME_SIZE];

    /* Guests carry their home address with #EXT# in their name. */
    if (claims->name_unverified || !text_is_printable(claims->username) ||
        strchr(claims->username, '#') != NULL)
        return false;
    while (next_name(&names, name))
        if (strcasecmp(name, claims->username) == 0)
            return true;
    return false;
}

/* With userinfo's claims: the same person's, as an ID token showed them. */
static const struct claims *told_by(const struct record *record,
                                    const struct claims *claims)
{
    return claims->from_userinfo && identity_is_bound(record, claims)
               ? &record->identity
               : claims;
}

/* The likeliest mistake: the provider's name has a domain and ours has none,
 * or the other way round. */
static void explain_domain(const struct settings *settings,
                           const struct account_name *user,
                           const char *username, char ret_error[LINE_SIZE])
{
    size_t length = strcspn(username, "@");
    const char *domain = username[length] == '\0' ? "" : username + length + 1;
    bool ours = strlen(user->name) == length &&
                strncasecmp(user->name, username, length) == 0;

    if (!ours)
        return;
    if (domain[0] == '\0')
        text_format(ret_error, LINE_SIZE,
                    "without username_domain %s would be the user %s",
                    username, user->name);
    else if (settings->username_domain[0] == '\0')
        text_format(ret_error, LINE_SIZE,
                    "username_domain = %s would make %s the user %s", domain,
                    username, user->name);
}

/* Why a name did not match, where somebody can do something about it. */
static void explain_name(const struct settings *settings,
                         const struct account_name *user,
                         const struct claims *claims,
                         char ret_error[LINE_SIZE])
{
    if (claims->username[0] == '\0')
        text_format(ret_error, LINE_SIZE,
                    "the ID token has no name in %s: see scope and "
                    "username_claim",
                    settings->client.username_claim);
    else if (claims->name_unverified)
        text_format(ret_error, LINE_SIZE,
                    "the provider has not verified %s (email_verified is not "
                    "true): have it verified there, choose another "
                    "username_claim, or name the person by sub in user_map",
                    claims->username);
    else if (strchr(claims->username, '#') != NULL)
        text_format(ret_error, LINE_SIZE,
                    "the name of a guest, with #, never matches: name the "
                    "person in user_map");
    else
        explain_domain(settings, user, claims->username, ret_error);
}

/* Somebody else has the name by which the line of the map found the one who
 * is bound.  A line that names another person binds anew. */
static bool is_reused_name(const struct mapping *mapping,
                           const struct record *record,
                           const struct claims *claims, char *ret_error)
{
    const char *name = mapping->claims.username;

    if (mapping_has_id(mapping) || record->identity.issuer[0] == '\0' ||
        strcasecmp(record->identity.username, name) != 0 ||
        identity_is_bound(record, claims))
        return false;
    text_format(ret_error, LINE_SIZE,
                "%s is the name of another identity than the one that is "
                "bound: if it is the right one, name it by sub=%s in user_map",
                name, claims->subject);
    return true;
}

enum identity_match identity_match(const struct settings *settings,
                                   const struct account_name *user,
                                   const struct record *record,
                                   const struct claims *claims,
                                   char ret_error[LINE_SIZE])
{
    struct mapping mapping;
    const struct claims *told = told_by(record, claims);

    switch (choose_rule(settings, user, record, &mapping, ret_error)) {
    case RULE_MAP:
        if (mapping_matches(&mapping, told))
            return is_reused_name(&mapping, record, claims, ret_error)
                       ? IDENTITY_DIFFERS
                       : IDENTITY_MATCHES;
        if (mapping_has_name(&mapping) && told->name_unverified)
            explain_name(settings, user, told, ret_error);
        return IDENTITY_DIFFERS;
    case RULE_RECORD:
        return identity_is_bound(record, claims) ? IDENTITY_MATCHES
                                                 : IDENTITY_DIFFERS;
    case RULE_NAME:
        if (matches_name(names_of(settings, user), claims))
            return IDENTITY_MATCHES;
        explain_name(settings, user, claims, ret_error);
        return IDENTITY_DIFFERS;
    case RULE_NOBODY:
        return IDENTITY_DIFFERS;
    case RULE_BROKEN:
        break;
    }
    return IDENTITY_BAD_MAP;
}

bool identity_expected(const struct settings *settings,
                       const struct account_name *user,
                       const struct record *record, char ret_name[NAME_SIZE],
                       char ret_error[LINE_SIZE])
{
    struct names names = names_of(settings, user);
    const char *known = record->identity.username;
    char name[2 * NAME_SIZE] = "";
    struct mapping mapping;
    enum rule rule = choose_rule(settings, user, record, &mapping, ret_error);

    if (rule == RULE_MAP && mapping_has_name(&mapping))
        text_copy(name, sizeof(name), mapping.claims.username);
    else if (rule == RULE_RECORD ||
             (rule == RULE_MAP &&
              mapping_matches(&mapping, &record->identity)))
        text_copy(name, sizeof(name), known);
    else if (rule == RULE_NAME)
        (void) next_name(&names, name);
    (void) text_copy(ret_name, NAME_SIZE, name);
    text_make_printable(ret_name);
    return rule != RULE_BROKEN;
}
