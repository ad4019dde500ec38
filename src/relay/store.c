/* SPDX-License-Identifier: BSD-2-Clause */

#include "relay/store.h"

#include "relay/store_kind.h"

/* NULL is none. */
void store_close(struct store *store)
{
    if (store != NULL)
        store->functions->close(store);
}

void store_listen(struct store *store, store_changed *changed, void *context)
{
    store->changed = changed;
    store->listener = context;
}

/* Before anybody listens there is nobody to miss it. */
void store_tell(const struct store *store, const char *id)
{
    if (store->changed != NULL)
        store->changed(store->listener, id);
}

void store_read(struct store *store, const struct store_key *keys,
                size_t count, store_read_done *done, void *context)
{
    store->functions->read(store, keys, count, done, context);
}

void store_change(struct store *store, const struct store_change *changes,
                  size_t count, store_change_done *done, void *context)
{
    store->functions->change(store, changes, count, done, context);
}

bool store_is_there(const struct store *store)
{
    return store->functions->is_there(store);
}

int64_t store_waiting(const struct store *store)
{
    return store->functions->waiting(store);
}
