/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The sign-ins of one user at one host that wait, oldest first: there are few,
 * so that nobody is worn out by them.
 */

#pragma once

#include "relay/relay.h"
#include "relay/sign_in.h"

enum {
    USERS_MAX = 101, /* as many as waiting_per_user may be, and one */
    USER_LIST_BYTES = USERS_MAX * (SIGN_IN_ID_SIZE - 1 + 8),
};

struct user_list {
    size_t count;
    struct user_list_item {
        char id[SIGN_IN_ID_SIZE];
        int64_t expires;
    } items[USERS_MAX];
};

/* Take a list from what the store has, without those that have expired. */
void user_list_decode(const struct store_value *, int64_t now,
                      struct user_list *ret_list);

/* Append it to the frame. */
void user_list_encode(const struct user_list *, struct frame *);

/*
 * Add one.  Where more than `most` are in the list then, the oldest leaves it,
 * and its id goes to ret_left, else nothing.
 */
void user_list_add(struct user_list *, const struct sign_in *, size_t most,
                   char ret_left[SIGN_IN_ID_SIZE]);

/* Take an id out. */
void user_list_remove(struct user_list *, const char *id);

/* Take a sign-in that has ended out of its user's list in the store, some
 * time. */
void user_list_leave(struct relay *, const struct sign_in *);
