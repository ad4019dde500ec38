/* SPDX-License-Identifier: BSD-2-Clause
 *
 * A token store in the scratch directory, and a record to put into it.
 */

#ifndef TESTS_UNIT_STORE_H
#define TESTS_UNIT_STORE_H

#include "keeper/token_store.h"

#include "scratch.h"

enum { USER = 1000, LONG_WAIT = 20000 /* ms */ };

static char error[LINE_SIZE];

static inline struct settings settings_here(void)
{
    struct settings settings = {.issuer = "https://idp.example",
                                .client.client_id = "app"};

    snprintf(settings.state_dir, PATH_SIZE, "%s", scratch_path("state"));
    snprintf(settings.key_file, PATH_SIZE, "%s", scratch_path("state/key"));
    return settings;
}

static inline struct token_store open_store_of(uid_t user, const char *name)
{
    const struct settings settings = settings_here();
    struct token_store store;

    if (!token_store_open(&store, &settings, user, name, error))
        fail_msg("%s", error);
    return store;
}

/* As after a sign-in: who the user is, and the token. */
static inline bool commit(struct token_store *store,
                          const struct record *record)
{
    bool committed;

    assert_true(token_store_lock(store, LONG_WAIT, -1));
    committed =
        token_store_bind(store, record) && token_store_commit(store, record);
    token_store_unlock(store);
    return committed;
}

static inline struct token_store open_store(uid_t user)
{
    return open_store_of(user, "alice");
}

static const struct record sample = {
    .binding = BINDING_KNOWN,
    .identity = {.issuer = "https://idp.example",
                 .subject = "s",
                 .tid = "t",
                 .oid = "o",
                 .username = "alice@example"},
    .refresh_token = "a refresh token"};

/* A text of the largest size. */
static inline void fill(char *text, size_t size)
{
    memset(text, 'x', size - 1);
    text[size - 1] = '\0';
}

#endif
