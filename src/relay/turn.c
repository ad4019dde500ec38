/* SPDX-License-Identifier: BSD-2-Clause */

#include "relay/turn.h"

#include "format/base64.h"
#include "process/clock.h"
#include "relay/digest.h"
#include "shared/text.h"

#include <stdlib.h>
#include <string.h>

/* Each try that fails is somebody else's that did not. */
enum { TRIES_MAX = 50 };

/* The id is letters and digits already. */
struct store_key turn_key(const char *id)
{
    struct store_key key = {.kind = STORE_SIGN_IN};

    text_format(key.name, STORE_NAME_SIZE, "%s", id);
    return key;
}

/* What a host sent becomes a name that any store takes. */
static void hash_name(const char *text, size_t length,
                      char ret_name[STORE_NAME_SIZE])
{
    unsigned char hash[DIGEST_SIZE];

    digest_sha256(text, length, hash);
    base64url_encode(hash, sizeof(hash), ret_name);
}

/* A state is of any length and bytes, as its host made it. */
struct store_key turn_state_key(const char *state)
{
    struct store_key key = {.kind = STORE_STATE};

    hash_name(state, strlen(state), key.name);
    return key;
}

/* The NUL between them is in neither. */
struct store_key turn_user_key(const char *host, const char *user)
{
    struct store_key key = {.kind = STORE_USER};
    char both[2 * NAME_SIZE];
    size_t length = strlen(host) + 1;

    text_format(both, NAME_SIZE, "%s", host);
    text_format(both + length, NAME_SIZE, "%s", user);
    hash_name(both, length + strlen(user), key.name);
    return key;
}

/* What is over is kept for those who reload its page; a host that was not told
 * yet may come a little later than the expiry. */
int64_t turn_lasts(const struct sign_in *sign_in, int64_t now)
{
    if (sign_in->stage == STAGE_GIVEN)
        return AFTERLIFE;
    return sign_in->expires - now + AFTERLIFE;
}

/* One for each question that somebody asks; it wipes itself. */
struct turn *turn_new(struct relay *relay, struct call *call)
{
    struct turn *turn = calloc(1, sizeof(*turn));

    if (turn == NULL)
        return NULL;
    turn->relay = relay;
    turn->call = call;
    turn->tries = TRIES_MAX;
    return turn;
}

/* The answer may begin another turn, and has what it needs of this one. */
static void end(struct turn *turn, enum turn_end how)
{
    turn->answer(turn, how);
    explicit_bzero(turn, sizeof(*turn));
    free(turn);
}

static void read_again(struct turn *turn);

/* Whoever was faster has changed what the decision was made of: it is made
 * anew, so that no answer follows from what is not true any more. */
static void was_changed(void *context, enum store_result result)
{
    struct turn *turn = context;

    if (result == STORE_DONE) {
        end(turn, TURN_DONE);
    } else if (result == STORE_CONFLICT && turn->tries > 0) {
        turn->tries--;
        read_again(turn);
    } else {
        end(turn, TURN_AWAY);
    }
}

/* Whether it counts as one that waits changes with its stage alone. */
static void keep(struct turn *turn, const struct store_value *old, bool waited)
{
    unsigned char bytes[STORE_VALUE_MAX];
    struct frame frame = frame_over(bytes, sizeof(bytes));
    struct store_change change = {
        .key = turn_key(turn->sign_in.id),
        .old = *old,
        .lasts = turn_lasts(&turn->sign_in, turn->now),
    };

    sign_in_encode(&turn->sign_in, &frame);
    change.new = (struct store_value){bytes, frame.length};
    if (waited && turn->sign_in.stage > STAGE_RETURNED)
        change.count = COUNT_LEAVE;
    if (frame.bad)
        end(turn, TURN_AWAY);
    else
        store_change(turn->relay->store, &change, 1, was_changed, turn);
    explicit_bzero(bytes, sizeof(bytes));
}

/* A record that cannot be read is of a version that this node does not know:
 * for its client there is no such sign-in. */
static void was_read(void *context, enum store_result result,
                     const struct store_value *value)
{
    struct turn *turn = context;
    struct frame frame;
    bool waited;

    if (result != STORE_DONE) {
        end(turn, TURN_AWAY);
        return;
    }
    frame = frame_of(value->bytes, value->size);
    if (value->size == 0 || !sign_in_decode(&frame, &turn->sign_in)) {
        end(turn, TURN_UNKNOWN);
        return;
    }
    /* The time of the decision, which others may have delayed. */
    turn->now = clock_realtime();
    waited = turn->sign_in.stage <= STAGE_RETURNED;
    turn->changed = turn->decide(turn);
    if (turn->changed)
        keep(turn, value, waited);
    else
        end(turn, TURN_DONE);
}

/* From the beginning: nothing of the last decision is kept. */
static void read_again(struct turn *turn)
{
    struct store_key key = turn_key(turn->sign_in.id);

    store_read(turn->relay->store, &key, 1, was_read, turn);
}

/* What it becomes is of this id, whoever asked. */
void turn_begin(struct turn *turn, const char *id)
{
    text_format(turn->sign_in.id, SIGN_IN_ID_SIZE, "%s", id);
    read_again(turn);
}
