/* SPDX-License-Identifier: BSD-2-Clause */

#include "relay/user_list.h"

#include "process/clock.h"
#include "relay/turn.h"
#include "shared/text.h"

#include <stdlib.h>
#include <string.h>

enum { ID_LENGTH = SIGN_IN_ID_SIZE - 1, LEAVE_TRIES = 10 };

/* What cannot be read is left out: a list that is lost costs no more than its
 * ceiling for a while. */
void user_list_decode(const struct store_value *value, int64_t now,
                      struct user_list *ret_list)
{
    struct frame frame = frame_of(value->bytes, value->size);

    ret_list->count = 0;
    while (frame.position < frame.length && ret_list->count < USERS_MAX - 1) {
        struct user_list_item *item = &ret_list->items[ret_list->count];

        memset(item->id, 0, SIGN_IN_ID_SIZE);
        frame_get_bytes(&frame, item->id, ID_LENGTH);
        item->expires = (int64_t) frame_get(&frame, 8);
        if (frame.bad)
            break;
        if (item->expires > now)
            ret_list->count++;
    }
}

/* Oldest first, each of the same size. */
void user_list_encode(const struct user_list *list, struct frame *frame)
{
    for (size_t i = 0; i < list->count; i++) {
        frame_put_bytes(frame, list->items[i].id, ID_LENGTH);
        frame_put(frame, (uint64_t) list->items[i].expires, 8);
    }
}

/* The newest is the one that somebody is looking at. */
void user_list_add(struct user_list *list, const struct sign_in *sign_in,
                   size_t most, char ret_left[SIGN_IN_ID_SIZE])
{
    struct user_list_item *item = &list->items[list->count];

    text_format(item->id, SIGN_IN_ID_SIZE, "%s", sign_in->id);
    item->expires = sign_in->expires;
    list->count++;
    ret_left[0] = '\0';
    if (list->count <= most)
        return;
    text_format(ret_left, SIGN_IN_ID_SIZE, "%s", list->items[0].id);
    user_list_remove(list, ret_left);
}

/* One that is not there has left by itself: it had expired. */
void user_list_remove(struct user_list *list, const char *id)
{
    size_t kept = 0;

    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->items[i].id, id) != 0)
            list->items[kept++] = list->items[i];
    list->count = kept;
}

struct leaving {
    struct relay *relay;
    struct store_key key;
    char id[SIGN_IN_ID_SIZE];
    int tries;
};

static void try_to_leave(struct leaving *leaving);

/* An id that stays in a list is at most the first to leave it. */
static void was_changed(void *context, enum store_result result)
{
    struct leaving *leaving = context;

    leaving->tries--;
    if (result == STORE_CONFLICT && leaving->tries > 0)
        try_to_leave(leaving);
    else
        free(leaving);
}

/* The list lasts as long as the last one in it, which is the newest: a host
 * may ask for less time, and then the older ones are cut short; they can only
 * be replaced later than they might. */
static void was_read(void *context, enum store_result result,
                     const struct store_value *value)
{
    struct leaving *leaving = context;
    unsigned char bytes[USER_LIST_BYTES];
    struct frame frame = frame_over(bytes, sizeof(bytes));
    int64_t now = clock_realtime();
    struct store_change change = {.key = leaving->key, .old = *value};
    struct user_list list;

    if (result != STORE_DONE || value->size == 0) {
        free(leaving);
        return;
    }
    user_list_decode(value, now, &list);
    user_list_remove(&list, leaving->id);
    user_list_encode(&list, &frame);
    change.new = (struct store_value){bytes, frame.length};
    if (list.count > 0)
        change.lasts = list.items[list.count - 1].expires - now;
    store_change(leaving->relay->store, &change, 1, was_changed, leaving);
}

/* Read, take out, keep; again where a start of the user was faster. */
static void try_to_leave(struct leaving *leaving)
{
    store_read(leaving->relay->store, &leaving->key, 1, was_read, leaving);
}

/* In the background: nobody waits for it, and what it would change is changed
 * by the next start, too. */
void user_list_leave(struct relay *relay, const struct sign_in *sign_in)
{
    struct leaving *leaving = calloc(1, sizeof(*leaving));

    /* It leaves the list when it would have expired, then. */
    if (leaving == NULL)
        return;
    leaving->relay = relay;
    leaving->key = turn_user_key(sign_in->host, sign_in->user);
    leaving->tries = LEAVE_TRIES;
    text_format(leaving->id, SIGN_IN_ID_SIZE, "%s", sign_in->id);
    try_to_leave(leaving);
}
