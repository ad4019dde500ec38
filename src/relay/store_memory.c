/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The store of one node: everything is answered at once, and gone with the
 * process.
 */

#include "process/clock.h"
#include "relay/loop.h"
#include "relay/store_kind.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

struct memory {
    struct store store;
    struct loop *loop;
    void *entries;
    int64_t waiting;
    int64_t waiting_most;
};

struct kept {
    struct timer expiry;
    struct memory *memory;
    struct store_key key;
    bool waits;
    size_t size;
    unsigned char bytes[];
};

/* By kind first: names of different kinds may be the same. */
static int compare(const void *a, const void *b)
{
    const struct kept *one = a;
    const struct kept *other = b;

    if (one->key.kind != other->key.kind)
        return one->key.kind < other->key.kind ? -1 : 1;
    return strcmp(one->key.name, other->key.name);
}

/* The place of a key; NULL for one that is not there. */
static struct kept **find(struct memory *memory, const struct store_key *key)
{
    struct kept wanted = {.key = *key};

    return tfind(&wanted, &memory->entries, compare);
}

/* Nothing is empty, and nothing that is kept is. */
static struct store_value value_of(struct memory *memory,
                                   const struct store_key *key)
{
    struct kept *const *found = find(memory, key);

    if (found == NULL)
        return (struct store_value){NULL, 0};
    return (struct store_value){(*found)->bytes, (*found)->size};
}

/* At once: there is nothing to wait for. */
static void read_values(struct store *store, const struct store_key *keys,
                        size_t count, store_read_done *done, void *context)
{
    struct memory *memory = (struct memory *) store;
    struct store_value values[STORE_KEYS_MAX];

    for (size_t i = 0; i < count; i++)
        values[i] = value_of(memory, &keys[i]);
    done(context, STORE_DONE, values);
}

/* There are codes in it. */
static void forget(struct kept *kept)
{
    loop_clear(kept->memory->loop, &kept->expiry);
    explicit_bzero(kept->bytes, kept->size);
    free(kept);
}

/* Nobody is told: who waits has a time of its own. */
static void expire(struct timer *timer)
{
    struct kept *kept = (struct kept *) timer;
    struct memory *memory = kept->memory;

    if (kept->waits)
        memory->waiting--;
    (void) tdelete(kept, &memory->entries, compare);
    forget(kept);
}

/* One allocation each, since there are tens of thousands. */
static struct kept *kept_new(struct memory *memory,
                             const struct store_change *change)
{
    struct kept *kept = calloc(1, sizeof(*kept) + change->new.size);

    if (kept == NULL)
        return NULL;
    kept->expiry.fire = expire;
    kept->memory = memory;
    kept->key = change->key;
    kept->waits = change->count == COUNT_ENTER;
    kept->size = change->new.size;
    if (kept->size > 0)
        memcpy(kept->bytes, change->new.bytes, kept->size);
    return kept;
}

/* The bytes are what was decided by: no counter could say more. */
static bool is_as_read(struct memory *memory,
                       const struct store_change *change)
{
    struct store_value value = value_of(memory, &change->key);

    return value.size == change->old.size &&
           (value.size == 0 ||
            memcmp(value.bytes, change->old.bytes, value.size) == 0);
}

/* All keys are as they were read, and there is room. */
static enum store_result judge(struct memory *memory,
                               const struct store_change *changes,
                               size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!is_as_read(memory, &changes[i]))
            return STORE_CONFLICT;
    for (size_t i = 0; i < count; i++)
        if (changes[i].count == COUNT_ENTER &&
            memory->waiting >= memory->waiting_most)
            return STORE_FULL;
    return STORE_DONE;
}

/* None of them has a timer or a place yet. */
static void drop(struct kept *const *entries, size_t count)
{
    for (size_t i = 0; i < count; i++)
        forget(entries[i]);
}

/* A place for each, which is the only thing that can fail; what was not there
 * stands there from now on, the rest is as it was. */
static bool make_places(struct memory *memory, struct kept *const *entries,
                        size_t count, struct kept **ret_places[])
{
    for (size_t i = 0; i < count; i++) {
        ret_places[i] = tsearch(entries[i], &memory->entries, compare);
        if (ret_places[i] != NULL)
            continue;
        for (size_t made = 0; made < i; made++)
            if (*ret_places[made] == entries[made])
                (void) tdelete(entries[made], &memory->entries, compare);
        return false;
    }
    return true;
}

/* What waited goes on waiting, if the change says nothing else. */
static void put(struct memory *memory, struct kept **place, struct kept *kept,
                const struct store_change *change)
{
    struct kept *old = *place;

    *place = kept;
    if (old != kept) {
        if (change->count == COUNT_SAME)
            kept->waits = old->waits;
        memory->waiting -= old->waits;
        forget(old);
    }
    memory->waiting += kept->waits;
    loop_set(memory->loop, &kept->expiry, clock_monotonic() + change->lasts);
}

/* All or nothing: what can fail comes first. */
static enum store_result apply(struct memory *memory,
                               const struct store_change *changes,
                               size_t count)
{
    enum store_result result = judge(memory, changes, count);
    struct kept *entries[STORE_KEYS_MAX];
    struct kept **places[STORE_KEYS_MAX];

    if (result != STORE_DONE)
        return result;
    for (size_t i = 0; i < count; i++) {
        entries[i] = kept_new(memory, &changes[i]);
        if (entries[i] == NULL) {
            drop(entries, i);
            return STORE_AWAY;
        }
    }
    if (!make_places(memory, entries, count, places)) {
        drop(entries, count);
        return STORE_AWAY;
    }
    for (size_t i = 0; i < count; i++)
        put(memory, places[i], entries[i], &changes[i]);
    /* Behind the others: it moves what is in their places. */
    for (size_t i = 0; i < count; i++)
        if (entries[i]->size == 0)
            expire(&entries[i]->expiry);
    return STORE_DONE;
}

/* Those who wait hear of it behind the one who made the change, whose line of
 * the log comes first. */
static void change_values(struct store *store,
                          const struct store_change *changes, size_t count,
                          store_change_done *done, void *context)
{
    struct store_key keys[STORE_KEYS_MAX];
    enum store_result result;

    for (size_t i = 0; i < count; i++)
        keys[i] = changes[i].key;
    result = apply((struct memory *) store, changes, count);
    done(context, result);
    for (size_t i = 0; i < count && result == STORE_DONE; i++)
        if (keys[i].kind == STORE_SIGN_IN)
            store_tell(store, keys[i].name);
}

/* As long as this process is. */
static bool is_there(const struct store *store)
{
    (void) store;
    return true;
}

/* This node's are all that there are. */
static int64_t waiting(const struct store *store)
{
    return ((const struct memory *) store)->waiting;
}

/* Nothing is due: every answer was given at once. */
static void close_memory(struct store *store)
{
    struct memory *memory = (struct memory *) store;

    while (memory->entries != NULL) {
        struct kept *kept = *(struct kept **) memory->entries;

        (void) tdelete(kept, &memory->entries, compare);
        forget(kept);
    }
    free(memory);
}

static const struct store_kind_functions functions = {
    .read = read_values,
    .change = change_values,
    .is_there = is_there,
    .waiting = waiting,
    .close = close_memory,
};

/* As many as may wait have room in the memory of a small machine: a sign-in is
 * a few kilobytes. */
struct store *store_open_memory(struct loop *loop, int64_t waiting_most)
{
    struct memory *memory = calloc(1, sizeof(*memory));

    if (memory == NULL)
        return NULL;
    memory->store.functions = &functions;
    memory->loop = loop;
    memory->waiting_most = waiting_most;
    return &memory->store;
}
