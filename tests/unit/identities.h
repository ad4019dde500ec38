/* SPDX-License-Identifier: BSD-2-Clause
 *
 * A local user, what the configuration says of him, and a map of others, for
 * the tests of identities.
 */

#ifndef TESTS_UNIT_IDENTITIES_H
#define TESTS_UNIT_IDENTITIES_H

#include "keeper/identity.h"

#include "scratch.h"

#define IDP "https://idp.example"

static const char map[] = "mapped username=Ann@corp.example\n"
                          "by-id \"sub=some one\"\n"
                          "both sub=1 username=both@corp.example\n"
                          "twice sub=1\n"
                          "twice sub=2\n"
                          "low sub=9\n";

static char error[LINE_SIZE];
static struct settings settings;
static struct account_name user;
static struct record record;

static inline int set_up(void **state)
{
    int failed = scratch_set_up(state);

    settings =
        (struct settings){.min_uid = 1000, .client.username_claim = "email"};
    user = (struct account_name){.uid = 1000, .name = "alice"};
    record = (struct record){.binding = BINDING_NONE};
    error[0] = '\0';
    return failed;
}

static inline void use_map(void)
{
    snprintf(settings.user_map, PATH_SIZE, "%s", scratch_write("map", map));
}

static inline void name_user(const char *name)
{
    snprintf(user.name, NAME_SIZE, "%s", name);
}

static inline enum identity_match match(const struct claims *claims)
{
    error[0] = '\0';
    return identity_match(&settings, &user, &record, claims, error);
}

static inline const char *expected(void)
{
    static char name[NAME_SIZE];

    memset(name, 'x', sizeof(name));
    assert_true(identity_expected(&settings, &user, &record, name, error));
    return name;
}

/* Whom a record has. */
static const struct claims bound = {.issuer = IDP,
                                    .subject = "s",
                                    .tid = "t",
                                    .oid = "o",
                                    .username = "old@a.example"};

#endif
