/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The store of several nodes: Redis, or what speaks like it.
 */

#include "process/clock.h"
#include "relay/log.h"
#include "relay/redis_connection.h"
#include "relay/store_kind.h"
#include "shared/text.h"

#include <stdlib.h>
#include <string.h>
#include <syslog.h>

#define PREFIX "{claims-relay}:" /* one slot of a cluster for all */
#define WAITING PREFIX "waiting"
#define CHANNEL "claims-relay" /* as the script has it */

enum {
    KEY_SIZE = STORE_NAME_SIZE + WORD_SIZE,
    ARGUMENTS_OF_CHANGE = 5,
    ARGUMENTS_BEFORE = 3 + STORE_KEYS_MAX + 1 + 2,
    ARGUMENTS = ARGUMENTS_BEFORE + ARGUMENTS_OF_CHANGE * STORE_KEYS_MAX,
};

/* All or nothing, in one step of the server's. */
static const char script[] =
#include "src/relay/store_redis.rows"
    ;

struct redis {
    struct store store;
    struct loop *loop;
    struct redis_url url;
    char ca_file[PATH_SIZE];
    struct redis_connection *commands;
    struct redis_connection *changes;
    int64_t waiting_most;
    int64_t waiting; /* as the last change has said */
    bool away;       /* the log has it */
};

/* One read or change. */
struct asking {
    struct redis *redis;
    store_read_done *read_done;
    store_change_done *change_done;
    void *context;
    size_t count;
};

/* Texts of ours, without a NUL in them. */
static struct redis_argument argument_of(const char *text)
{
    return (struct redis_argument){text, strlen(text)};
}

/* The braces make all keys of one slot, so that a cluster can change them
 * together (Redis, hash tags). */
static void write_key(const struct store_key *key, char ret_text[KEY_SIZE])
{
    static const char *const kinds[] = {
        [STORE_SIGN_IN] = "sign-in",
        [STORE_STATE] = "state",
        [STORE_USER] = "user",
        [STORE_STARTS] = "starts",
    };

    text_format(ret_text, KEY_SIZE, PREFIX "%s:%s", kinds[key->kind],
                key->name);
}

/* One for each question that is under way; the connection keeps their order.
 * */
static struct asking *asking_new(struct store *store, void *context,
                                 size_t count)
{
    struct asking *asking = calloc(1, sizeof(*asking));

    if (asking == NULL)
        return NULL;
    asking->redis = (struct redis *) store;
    asking->context = context;
    asking->count = count;
    return asking;
}

/* An error is none of the script's: a full memory, a replica. */
static void log_error(const struct redisReply *reply)
{
    if (reply != NULL && reply->type == REDIS_REPLY_ERROR)
        log_line(LOG_ERR, "the store refuses: %.*s", (int) reply->len,
                 reply->str);
}

static struct store_value value_of(const struct redisReply *reply)
{
    if (reply->type != REDIS_REPLY_STRING)
        return (struct store_value){NULL, 0};
    return (struct store_value){reply->str, (size_t) reply->len};
}

/* A value of another kind was written by somebody else, and counts as none. */
static void was_read(void *context, const struct redisReply *reply)
{
    struct asking *asking = context;
    struct store_value values[STORE_KEYS_MAX] = {{NULL, 0}};
    bool right = reply != NULL && reply->type == REDIS_REPLY_ARRAY &&
                 reply->elements == asking->count;

    log_error(reply);
    for (size_t i = 0; right && i < asking->count; i++)
        values[i] = value_of(reply->element[i]);
    asking->read_done(asking->context, right ? STORE_DONE : STORE_AWAY,
                      values);
    free(asking);
}

/* One round trip for all of them, and one moment. */
static void read_values(struct store *store, const struct store_key *keys,
                        size_t count, store_read_done *done, void *context)
{
    struct asking *asking = asking_new(store, context, count);
    struct redis_argument arguments[1 + STORE_KEYS_MAX];
    char names[STORE_KEYS_MAX][KEY_SIZE];

    if (asking == NULL) {
        done(context, STORE_AWAY, NULL);
        return;
    }
    asking->read_done = done;
    arguments[0] = argument_of("MGET");
    for (size_t i = 0; i < count; i++) {
        write_key(&keys[i], names[i]);
        arguments[1 + i] = argument_of(names[i]);
    }
    redis_command(asking->redis->commands, arguments, 1 + count, was_read,
                  asking);
}

/* Numbers of the script, and no other. */
static enum store_result result_of(struct redis *redis,
                                   const struct redisReply *reply)
{
    if (reply == NULL || reply->type != REDIS_REPLY_ARRAY ||
        reply->elements != 2 || reply->element[0]->integer < STORE_DONE ||
        reply->element[0]->integer > STORE_FULL)
        return STORE_AWAY;
    /* A change that was refused has not counted. */
    if (reply->element[1]->integer >= 0)
        redis->waiting = reply->element[1]->integer;
    return (enum store_result) reply->element[0]->integer;
}

/* Without a reply nobody knows whether it was done: the caller reads anew, or
 * gives up. */
static void was_changed(void *context, const struct redisReply *reply)
{
    struct asking *asking = context;
    enum store_result result = result_of(asking->redis, reply);

    log_error(reply);
    asking->change_done(asking->context, result);
    free(asking);
}

/* Five arguments of one key; the texts of numbers are the caller's. */
static void put_change(const struct store_change *change, char *lasts,
                       struct redis_argument *arguments)
{
    static const char *const counts[] = {
        [COUNT_SAME] = "0", [COUNT_ENTER] = "1", [COUNT_LEAVE] = "2"};
    const char *told = "";

    text_format(lasts, WORD_SIZE, "%lld", (long long) change->lasts);
    if (change->key.kind == STORE_SIGN_IN)
        told = change->key.name;
    arguments[0] =
        (struct redis_argument){change->old.bytes, change->old.size};
    arguments[1] =
        (struct redis_argument){change->new.bytes, change->new.size};
    arguments[2] = argument_of(lasts);
    arguments[3] = argument_of(counts[change->count]);
    arguments[4] = argument_of(told);
}

/* The time is this node's, as are the expiries that it is compared with; nodes
 * whose clocks differ by minutes count wrongly for as long. */
static void change_values(struct store *store,
                          const struct store_change *changes, size_t count,
                          store_change_done *done, void *context)
{
    struct asking *asking = asking_new(store, context, count);
    struct redis_argument arguments[ARGUMENTS];
    char names[STORE_KEYS_MAX][KEY_SIZE];
    char lasts[STORE_KEYS_MAX][WORD_SIZE];
    char numbers[3][WORD_SIZE];
    size_t used = 0;

    if (asking == NULL) {
        done(context, STORE_AWAY);
        return;
    }
    asking->change_done = done;
    text_format(numbers[0], WORD_SIZE, "%d", (int) count + 1);
    text_format(numbers[1], WORD_SIZE, "%lld", (long long) clock_realtime());
    text_format(numbers[2], WORD_SIZE, "%lld",
                (long long) asking->redis->waiting_most);
    arguments[used++] = argument_of("EVAL");
    arguments[used++] = argument_of(script);
    arguments[used++] = argument_of(numbers[0]);
    for (size_t i = 0; i < count; i++) {
        write_key(&changes[i].key, names[i]);
        arguments[used++] = argument_of(names[i]);
    }
    arguments[used++] = argument_of(WAITING);
    arguments[used++] = argument_of(numbers[1]);
    arguments[used++] = argument_of(numbers[2]);
    for (size_t i = 0; i < count; i++) {
        put_change(&changes[i], lasts[i], &arguments[used]);
        used += ARGUMENTS_OF_CHANGE;
    }
    redis_command(asking->redis->commands, arguments, used, was_changed,
                  asking);
}

/* Both: without news of changes hosts would wait too long. */
static bool is_there(const struct store *store)
{
    const struct redis *redis = (const struct redis *) store;

    return redis_connection_is_up(redis->commands) &&
           redis_connection_is_up(redis->changes);
}

/* Of all nodes, as of the last change that this one has made. */
static int64_t waiting(const struct store *store)
{
    return ((const struct redis *) store)->waiting;
}

/* Once for each time that it is away, whichever connection is the first. */
static void lost(void *context, const char *why)
{
    struct redis *redis = context;

    if (!redis->away)
        log_line(LOG_ERR, "the store is away: %s; it is tried again", why);
    redis->away = true;
}

static void say_back(struct redis *redis)
{
    if (redis->away && is_there(&redis->store))
        log_line(LOG_NOTICE, "the store is back");
    redis->away = redis->away && !is_there(&redis->store);
}

/* Reads and changes are possible again. */
static void commands_connected(void *context)
{
    say_back(context);
}

/* What has changed while nobody listened is not told again. */
static void changes_connected(void *context)
{
    struct redis *redis = context;
    struct redis_argument subscribe[] = {argument_of("SUBSCRIBE"),
                                         argument_of(CHANNEL)};

    redis_command(redis->changes, subscribe, 2, NULL, NULL);
    say_back(redis);
}

/* "subscribe" comes once from now on all is told; "message" for each change.
 */
static void told(void *context, const struct redisReply *reply)
{
    const struct redis *redis = context;
    const char *kind;

    if (reply->type != REDIS_REPLY_ARRAY || reply->elements != 3 ||
        reply->element[0]->type != REDIS_REPLY_STRING)
        return;
    /* A PONG has two elements, and is news of nothing. */
    kind = reply->element[0]->str;
    if (strcmp(kind, "subscribe") == 0)
        store_tell(&redis->store, NULL);
    else if (strcmp(kind, "message") == 0 &&
             reply->element[2]->type == REDIS_REPLY_STRING)
        store_tell(&redis->store, reply->element[2]->str);
}

/* Those who wait are told by the connections. */
static void close_redis(struct store *store)
{
    struct redis *redis = (struct redis *) store;

    /* Nobody is told of what its closing changes. */
    redis->store.changed = NULL;
    redis_connection_close(redis->commands);
    redis_connection_close(redis->changes);
    explicit_bzero(redis, sizeof(*redis));
    free(redis);
}

static const struct store_kind_functions functions = {
    .read = read_values,
    .change = change_values,
    .is_there = is_there,
    .waiting = waiting,
    .close = close_redis,
};

/* It is there before Redis is: a service that starts first need not fail. */
struct store *store_open_redis(struct loop *loop, const char *url,
                               const char *ca_file, int64_t waiting_most)
{
    struct redis *redis = calloc(1, sizeof(*redis));
    struct redis_owner owner = {
        .connected = commands_connected, .lost = lost, .context = redis};

    if (redis == NULL)
        return NULL;
    redis->store.functions = &functions;
    redis->loop = loop;
    redis->waiting_most = waiting_most;
    text_format(redis->ca_file, PATH_SIZE, "%s", ca_file);
    /* The configuration has judged it. */
    (void) redis_url_parse(url, &redis->url);
    redis->commands =
        redis_connection_open(loop, &redis->url, redis->ca_file, &owner);
    owner.connected = changes_connected;
    owner.unasked = told;
    redis->changes =
        redis_connection_open(loop, &redis->url, redis->ca_file, &owner);
    if (redis->commands != NULL && redis->changes != NULL)
        return &redis->store;
    close_redis(&redis->store);
    return NULL;
}
