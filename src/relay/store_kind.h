/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What each kind of store has to offer; see store.h for what it means.
 */

#pragma once

#include "relay/store.h"

struct store_kind_functions {
    void (*read)(struct store *, const struct store_key *, size_t count,
                 store_read_done *, void *context);
    void (*change)(struct store *, const struct store_change *, size_t count,
                   store_change_done *, void *context);
    bool (*is_there)(const struct store *);
    int64_t (*waiting)(const struct store *);
    void (*close)(struct store *);
};

/* The beginning of each kind's own. */
struct store {
    const struct store_kind_functions *functions;
    store_changed *changed; /* NULL while nobody listens */
    void *listener;
};

/* Tell the listener, if there is one; NULL where any may have changed. */
void store_tell(const struct store *, const char *id);
