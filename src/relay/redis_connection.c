/* SPDX-License-Identifier: BSD-2-Clause */

#include "relay/redis_connection.h"

#include "process/clock.h"
#include "relay/redis_stream.h"
#include "shared/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    BEAT = 1000,          /* ms between two looks at the connection */
    QUIET_MAX = 5 * 1000, /* ms without a byte, then a PING */
    REPLY_MAX = 5 * 1000, /* ms that a reply may take */
    PAUSE_FIRST = 100,    /* ms before it is tried again, */
    PAUSE_MAX = 2 * 1000, /* and at most */
    ARGUMENTS_MAX = 32,
    UNREAD_MAX = 1024 * 1024, /* bytes of a reply that is not whole */
};

/* A command that waits for its reply. */
struct due {
    struct due *next;
    redis_replied *replied;
    void *context;
    int64_t until;
};

struct redis_connection {
    struct timer beat;
    struct loop *loop;
    const struct redis_url *url;
    const char *ca_file;
    struct redis_owner owner;
    struct redis_stream *stream;
    redisReader *reader;
    struct due *first, **last;
    int64_t heard; /* when a byte came */
    int64_t pause;
    bool up;     /* commands are taken */
    bool broken; /* the stream is to be closed */
    char why[LINE_SIZE];
};

/* Replies come in the order of the commands (Redis, RESP, pipelining). */
static void reply_to(struct redis_connection *connection,
                     const struct redisReply *reply)
{
    struct due *due = connection->first;

    connection->first = due->next;
    if (connection->first == NULL)
        connection->last = &connection->first;
    due->replied(due->context, reply);
    free(due);
}

/* The order is that of the commands; those that begin meanwhile are told at
 * once. */
static void lose(struct redis_connection *connection, const char *why)
{
    if (connection->broken)
        return;
    connection->broken = true;
    connection->up = false;
    while (connection->first != NULL)
        reply_to(connection, NULL);
    /* Behind those who waited: what is told now is of the connection. */
    if (connection->owner.lost != NULL)
        connection->owner.lost(connection->owner.context, why);
    loop_set(connection->loop, &connection->beat,
             clock_monotonic() + connection->pause);
    /* Nodes that lost it at the same moment do not come back at the same one
     * for long: each counts from its own. */
    connection->pause *= 2;
    if (connection->pause > PAUSE_MAX)
        connection->pause = PAUSE_MAX;
}

/* The text has the record in it, and with it a code: it is wiped. */
static void send_command(struct redis_connection *connection,
                         const struct redis_argument *arguments, size_t count)
{
    const char *bytes[ARGUMENTS_MAX];
    size_t sizes[ARGUMENTS_MAX];
    char *text = NULL;
    long long length;

    for (size_t i = 0; i < count; i++) {
        bytes[i] = arguments[i].bytes;
        sizes[i] = arguments[i].size;
    }
    length = redisFormatCommandArgv(&text, (int) count, bytes, sizes);
    if (length < 0) {
        lose(connection, "there is no memory left");
        return;
    }
    redis_stream_send(connection->stream, text, (size_t) length);
    explicit_bzero(text, (size_t) length);
    redisFreeCommand(text);
}

/* In the queue first: a connection that breaks while it is sent replies to it,
 * too. */
static void command(struct redis_connection *connection,
                    const struct redis_argument *arguments, size_t count,
                    redis_replied *replied, void *context)
{
    struct due *due = calloc(1, sizeof(*due));

    if (due == NULL) {
        replied(context, NULL);
        return;
    }
    due->replied = replied;
    due->context = context;
    due->until = clock_monotonic() + REPLY_MAX;
    *connection->last = due;
    connection->last = &due->next;
    send_command(connection, arguments, count);
}

/* While it is lost nothing is kept for later: whoever asked has an answer of
 * its own for that. */
void redis_command(struct redis_connection *connection,
                   const struct redis_argument *arguments, size_t count,
                   redis_replied *replied, void *context)
{
    if (connection->up && connection->owner.unasked != NULL)
        send_command(connection, arguments, count);
    else if (connection->up)
        command(connection, arguments, count, replied, context);
    else if (replied != NULL)
        replied(context, NULL);
}

static struct redis_argument argument_of(const char *text)
{
    return (struct redis_argument){text, strlen(text)};
}

/* A password that is wrong, a database that is not there, a memory that is
 * full: said once, by whoever reads the log. */
static bool is_good(const struct redisReply *reply)
{
    return reply != NULL && reply->type != REDIS_REPLY_ERROR;
}

/* The first refusal is told when all have answered. */
static void greeted(void *context, const struct redisReply *reply)
{
    struct redis_connection *connection = context;

    if (reply != NULL && !is_good(reply) && connection->why[0] == '\0')
        text_format(connection->why, LINE_SIZE, "%.*s", (int) reply->len,
                    reply->str);
}

/* The last greeting: all have been answered. */
static void selected(void *context, const struct redisReply *reply)
{
    struct redis_connection *connection = context;

    greeted(context, reply);
    if (reply == NULL)
        return;
    if (connection->why[0] != '\0') {
        text_make_printable(connection->why);
        lose(connection, connection->why);
        return;
    }
    connection->up = true;
    /* It was worth it: the next time begins anew. */
    connection->pause = PAUSE_FIRST;
    connection->owner.connected(connection->owner.context);
}

/* The password first, without which nothing else is answered; the database is
 * chosen in any case, since its reply says that the server takes commands. */
static void opened(void *context)
{
    struct redis_connection *connection = context;
    const struct redis_url *url = connection->url;
    char database[WORD_SIZE];
    struct redis_argument auth[] = {argument_of("AUTH"),
                                    argument_of(url->password)};
    struct redis_argument select[2];

    connection->heard = clock_monotonic();
    if (url->password[0] != '\0')
        command(connection, auth, 2, greeted, connection);
    text_format(database, sizeof(database), "%d", (int) url->database);
    select[0] = argument_of("SELECT");
    select[1] = argument_of(database);
    command(connection, select, 2, selected, connection);
}

/* A subscription is told things of its own accord, and nothing in answer. */
static void take_reply(struct redis_connection *connection,
                       const struct redisReply *reply)
{
    if (connection->up && connection->owner.unasked != NULL)
        connection->owner.unasked(connection->owner.context, reply);
    else if (connection->first != NULL)
        reply_to(connection, reply);
    else
        lose(connection, "it says what nobody has asked for");
}

/* A reply may come in pieces, and several at once. */
static void received(void *context, const char *bytes, size_t length)
{
    struct redis_connection *connection = context;
    void *reply = NULL;

    connection->heard = clock_monotonic();
    if (redisReaderFeed(connection->reader, bytes, length) != REDIS_OK) {
        lose(connection, "it speaks another protocol");
        return;
    }
    do {
        reply = NULL;
        if (redisReaderGetReply(connection->reader, &reply) != REDIS_OK) {
            lose(connection, "it speaks another protocol");
            return;
        }
        if (reply != NULL)
            take_reply(connection, reply);
        freeReplyObject(reply);
    } while (reply != NULL && !connection->broken);
    /* The reader takes as much as it is told will come. */
    if (connection->reader->len > UNREAD_MAX)
        lose(connection, "a reply is too long");
}

/* By the stream, or by us: it is lost either way. */
static void broke(void *context, const char *why)
{
    lose(context, why);
}

/* All is new: half a reply, or half a command, belongs to the connection that
 * was lost. */
static void connect_again(struct redis_connection *connection)
{
    static const struct redis_stream_owner functions = {
        .opened = opened, .received = received, .broke = broke};
    struct redis_stream_owner owner = functions;

    owner.context = connection;
    redis_stream_close(connection->stream);
    if (connection->reader != NULL)
        redisReaderFree(connection->reader);
    connection->broken = false;
    connection->why[0] = '\0';
    connection->heard = clock_monotonic();
    connection->reader = redisReaderCreate();
    connection->stream = redis_stream_open(connection->loop, connection->url,
                                           connection->ca_file, &owner);
    if (connection->stream == NULL || connection->reader == NULL)
        lose(connection, "there is no memory left");
    else
        loop_set(connection->loop, &connection->beat,
                 connection->heard + BEAT);
}

/* That it came is all that it says. */
static void ponged(void *context, const struct redisReply *reply)
{
    (void) context;
    (void) reply;
}

/* A connection can be gone without a word of it: one that has said nothing for
 * a while is asked. */
static void beat(struct timer *timer)
{
    struct redis_connection *connection = (struct redis_connection *) timer;
    struct redis_argument ping[] = {argument_of("PING")};
    int64_t now = clock_monotonic();
    int64_t quiet = now - connection->heard;

    if (connection->broken) {
        connect_again(connection);
        return;
    }
    if (quiet > QUIET_MAX + REPLY_MAX ||
        (connection->first != NULL && connection->first->until < now)) {
        lose(connection, "it does not answer");
        return;
    }
    loop_set(connection->loop, timer, now + BEAT);
    if (!connection->up || quiet < QUIET_MAX)
        return;
    /* A subscription answers it among its news. */
    if (connection->owner.unasked != NULL)
        send_command(connection, ping, 1);
    else if (connection->first == NULL)
        command(connection, ping, 1, ponged, NULL);
}

/* The first try is made from the loop, like all others. */
struct redis_connection *redis_connection_open(struct loop *loop,
                                               const struct redis_url *url,
                                               const char *ca_file,
                                               const struct redis_owner *owner)
{
    struct redis_connection *connection = calloc(1, sizeof(*connection));

    if (connection == NULL)
        return NULL;
    connection->loop = loop;
    connection->url = url;
    connection->ca_file = ca_file;
    connection->owner = *owner;
    connection->last = &connection->first;
    connection->pause = PAUSE_FIRST;
    connection->beat.fire = beat;
    connect_again(connection);
    return connection;
}

/* Those who wait are told before it is gone, its owner is not. */
void redis_connection_close(struct redis_connection *connection)
{
    if (connection == NULL)
        return;
    connection->owner.lost = NULL;
    lose(connection, "");
    loop_clear(connection->loop, &connection->beat);
    redis_stream_close(connection->stream);
    if (connection->reader != NULL)
        redisReaderFree(connection->reader);
    free(connection);
}

/* As far as it knows: a peer that went silent is found out in seconds. */
bool redis_connection_is_up(const struct redis_connection *connection)
{
    return connection->up;
}
