/* SPDX-License-Identifier: BSD-2-Clause */

#include "relay/waiters.h"

#include "process/clock.h"
#include "relay/digest.h"
#include "relay/events.h"
#include "relay/expiry.h"
#include "relay/guesses.h"
#include "relay/host_answer.h"
#include "relay/result.h"
#include "relay/turn.h"
#include "shared/text.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

/* What became of the last look. */
enum look {
    LOOK_TOLD, /* as sign_in_ask() says */
    LOOK_SECRET,
    LOOK_REPLACED, /* a newer call waits in its place */
    LOOK_DEAD,     /* nobody would take the answer */
};

struct waiter {
    struct timer timer;
    struct relay *relay;
    struct call *call;
    char id[SIGN_IN_ID_SIZE];
    char number[NUMBER_SIZE];
    int64_t token;  /* it is this one that waits, says the sign-in */
    bool listed;    /* it is told of changes */
    bool waits;     /* the sign-in says so */
    bool looking;   /* a turn is under way */
    bool again;     /* something has changed meanwhile */
    bool impatient; /* it has waited as long as it may */
    enum look look;
    enum stage before; /* the last look */
};

static int compare(const void *a, const void *b)
{
    const struct waiter *one = a;
    const struct waiter *other = b;

    return strcmp(one->id, other->id);
}

/* NULL where the one that waits is at another node, or nobody waits. */
static struct waiter *find(struct relay *relay, const char *id)
{
    struct waiter wanted;
    struct waiter *const *found;

    text_format(wanted.id, sizeof(wanted.id), "%s", id);
    found = tfind(&wanted, &relay->waiters, compare);
    return found == NULL ? NULL : *found;
}

/* One that was replaced is not in it any more. */
static void leave_list(struct waiter *waiter)
{
    if (waiter->listed)
        (void) tdelete(waiter, &waiter->relay->waiters, compare);
    waiter->listed = false;
}

/* The end of a waiter, in front of its call's answer. */
static struct call *part(struct waiter *waiter)
{
    struct call *call = waiter->call;

    leave_list(waiter);
    loop_clear(waiter->relay->loop, &waiter->timer);
    call->hung_up = NULL;
    explicit_bzero(waiter, sizeof(*waiter));
    free(waiter);
    return call;
}

/* The host asks again, or sends the number. */
static void answer_status(struct waiter *waiter, const char *status)
{
    struct json *object = json_of("{}");

    json_build(&object, "status", json_new_text(status));
    host_answer(part(waiter), 200, object);
}

/* One call waits for a sign-in: the newer. */
static void join_list(struct waiter *waiter)
{
    struct waiter *older = find(waiter->relay, waiter->id);

    if (older == waiter)
        return;
    if (older != NULL) {
        leave_list(older);
        /* One that is looking finds out by itself. */
        if (!older->looking)
            answer_status(older, "waiting");
    }
    waiter->listed = tsearch(waiter, &waiter->relay->waiters, compare) != NULL;
}

/* Only its hash is known here. */
static bool is_secret(const struct waiter *waiter,
                      const struct sign_in *sign_in)
{
    const char *secret = host_bearer(waiter->call);
    unsigned char hash[HASH_SIZE];

    digest_sha256(secret, strlen(secret), hash);
    return digest_same(hash, sign_in->secret, HASH_SIZE);
}

/* A number that came too early is not counted, nor kept for later.  What the
 * call is listed for is in the sign-in before anybody can change it unseen. */
static bool wait(struct waiter *waiter, struct sign_in *sign_in)
{
    waiter->number[0] = '\0';
    if (waiter->impatient || sign_in->waiter == waiter->token)
        return false;
    join_list(waiter);
    sign_in->waiter = waiter->token;
    return true;
}

/* In this order: who has not the secret learns nothing, and a result, which is
 * given out once, is not wasted on one that is replaced or has hung up. */
static bool decide(struct turn *turn)
{
    struct waiter *waiter = turn->deciding;
    struct sign_in *sign_in = &turn->sign_in;
    const char *number = NULL;

    waiter->before = (enum stage) sign_in->stage;
    waiter->look = LOOK_SECRET;
    if (!is_secret(waiter, sign_in))
        return false;
    waiter->look = LOOK_REPLACED;
    if (waiter->waits && sign_in->stage != STAGE_GIVEN &&
        sign_in->waiter != waiter->token)
        return false;
    waiter->look = LOOK_DEAD;
    if (call_is_dead(waiter->call))
        return false;
    waiter->look = LOOK_TOLD;
    if (waiter->number[0] != '\0')
        number = waiter->number;
    turn->told = sign_in_ask(sign_in, number, turn->now);
    if (turn->told == TOLD_NOTHING)
        return wait(waiter, sign_in);
    return turn->told == TOLD_WRONG || turn->told == TOLD_RESULT;
}

/* The sign-in's last line in the log. */
static void log_result(const struct waiter *waiter,
                       const struct sign_in *sign_in)
{
    const char *reason = NULL;
    enum count event = COUNT_DELIVERED;

    if (sign_in->ending != ENDING_CODE)
        reason = ending_word((enum ending) sign_in->ending);
    if (sign_in->ending == ENDING_EXPIRED && waiter->before != STAGE_ENDED) {
        event = COUNT_EXPIRED;
        reason = NULL;
    }
    event_of_end(waiter->relay, waiter->call, event, sign_in, reason);
}

static void answer_result(struct waiter *waiter, const struct sign_in *sign_in)
{
    log_result(waiter, sign_in);
    host_answer(part(waiter), 200, result_describe(sign_in));
}

/* How many tries are left is for the person at the prompt. */
static void answer_wrong(struct waiter *waiter, const struct sign_in *sign_in)
{
    struct json *object = json_of("{}");
    char left[WORD_SIZE];

    text_format(left, sizeof(left), "%d", (int) sign_in->tries_left);
    json_build(&object, "status", json_new_text("wrong"));
    json_build(&object, "left", json_of(left));
    host_answer(part(waiter), 200, object);
}

static void refuse(struct waiter *waiter, int status, const char *word,
                   const char *detail)
{
    event_refused(waiter->relay, waiter->call, NULL, word);
    host_refuse(part(waiter), status, word, detail);
}

static void look(struct waiter *waiter);

/* Nothing to tell: go on waiting, if it has not been too long. */
static void go_on(struct waiter *waiter, const struct sign_in *sign_in)
{
    int64_t left = sign_in->expires - clock_realtime();

    waiter->waits = true;
    if (waiter->impatient || waiter->relay->ending) {
        answer_status(waiter, "waiting");
        return;
    }
    if (waiter->again) {
        look(waiter);
        return;
    }
    if (waiter->timer.place != 0)
        return;
    if (left > PATIENCE)
        left = PATIENCE;
    loop_set(waiter->relay->loop, &waiter->timer, clock_monotonic() + left);
}

/* Every answer ends the waiter, but for the one that says nothing yet. */
static void tell(struct waiter *waiter, const struct turn *turn)
{
    switch (turn->told) {
    case TOLD_NOTHING:
        go_on(waiter, &turn->sign_in);
        break;
    case TOLD_NUMBER:
        answer_status(waiter, "number");
        break;
    case TOLD_WRONG:
        answer_wrong(waiter, &turn->sign_in);
        break;
    case TOLD_RESULT:
        answer_result(waiter, &turn->sign_in);
        break;
    case TOLD_GONE:
        refuse(waiter, 404, "unknown", "the result has been given out");
        break;
    }
}

/* Unknown ids are counted here as they are of browsers: a host could try them
 * for one. */
static void answer(struct turn *turn, enum turn_end how)
{
    struct waiter *waiter = turn->deciding;
    struct relay *relay = turn->relay;

    waiter->looking = false;
    if (how == TURN_UNKNOWN) {
        guesses_add(relay->guesses, waiter->call->request.address,
                    clock_monotonic());
        refuse(waiter, 404, "unknown", "there is no such sign-in");
    } else if (how == TURN_AWAY) {
        call_add_field(waiter->call, "Retry-After", "2");
        host_refuse(part(waiter), 503, "away", "the store does not answer");
    } else if (waiter->look == LOOK_SECRET) {
        refuse(waiter, 401, "secret", "send the secret of this sign-in");
    } else if (waiter->look == LOOK_REPLACED || waiter->look == LOOK_DEAD) {
        answer_status(waiter, "waiting");
    } else {
        tell(waiter, turn);
    }
}

/* One turn at a time: what changes during it is looked at behind it, so that
 * nothing is missed and no call is answered twice. */
static void look(struct waiter *waiter)
{
    struct turn *turn = turn_new(waiter->relay, waiter->call);

    waiter->again = false;
    if (turn == NULL) {
        host_refuse(part(waiter), 503, "away", "there is no memory left");
        return;
    }
    waiter->looking = true;
    turn->deciding = waiter;
    turn->decide = decide;
    turn->answer = answer;
    turn_begin(turn, waiter->id);
}

/* Changes that come while one is looked at are one more look, however many
 * there are. */
static void look_again(struct waiter *waiter)
{
    if (waiter->looking)
        waiter->again = true;
    else
        look(waiter);
}

/* At the end of its time the sign-in may have ended, too. */
static void lose_patience(struct timer *timer)
{
    struct waiter *waiter = (struct waiter *) timer;

    waiter->impatient = true;
    look_again(waiter);
}

/* A turn under way finds a dead call by itself, in front of its decision. */
static void hang_up(struct call *call)
{
    struct waiter *waiter = call->answering;

    waiter->impatient = true;
    if (!waiter->looking)
        answer_status(waiter, "waiting");
}

/* The token is random: a newer call may come to another node, which can tell
 * only so that it is another one. */
void waiter_begin(struct relay *relay, struct call *call, const char *id,
                  const char number[NUMBER_SIZE])
{
    struct waiter *waiter = calloc(1, sizeof(*waiter));

    if (waiter == NULL ||
        !digest_random(&waiter->token, sizeof(waiter->token))) {
        free(waiter);
        host_refuse(call, 503, "away", "there is no memory left");
        return;
    }
    waiter->timer.fire = lose_patience;
    waiter->relay = relay;
    waiter->call = call;
    text_format(waiter->id, sizeof(waiter->id), "%s", id);
    text_format(waiter->number, sizeof(waiter->number), "%s", number);
    call->answering = waiter;
    call->hung_up = hang_up;
    look(waiter);
}

/* twalk(3) and changes of the tree do not go together: one after another is
 * taken from a list. */
struct listed {
    struct waiter **waiters;
    size_t count;
};

/* Without memory for a pointer each the process cannot end its calls either:
 * systemd starts it anew. */
static void list(const void *node, VISIT visit, void *context)
{
    struct listed *listed = context;

    if (visit != preorder && visit != leaf)
        return;
    listed->waiters = reallocarray(listed->waiters, listed->count + 1,
                                   sizeof(struct waiter *));
    if (listed->waiters == NULL)
        abort();
    listed->waiters[listed->count] = *(struct waiter *const *) node;
    listed->count++;
}

/* What is listed stays so until it is answered, and answering one answers no
 * other: each sign-in has one. */
static void for_each(struct relay *relay, void (*act)(struct waiter *))
{
    struct listed listed = {NULL, 0};

    twalk_r(relay->waiters, list, &listed);
    for (size_t i = 0; i < listed.count; i++)
        act(listed.waiters[i]);
    free(listed.waiters);
}

/* Of a store that was away nobody knows what has changed meanwhile. */
void waiters_look(void *context, const char *id)
{
    struct relay *relay = context;
    struct waiter *waiter;

    if (id == NULL) {
        for_each(relay, look_again);
        return;
    }
    waiter = find(relay, id);
    if (waiter != NULL)
        look_again(waiter);
}

static void end_one(struct waiter *waiter)
{
    waiter->impatient = true;
    if (!waiter->looking)
        answer_status(waiter, "waiting");
}

/* Those who begin to look from now on see that it ends. */
void waiters_end(struct relay *relay)
{
    for_each(relay, end_one);
}
