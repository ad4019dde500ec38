/* SPDX-License-Identifier: BSD-2-Clause
 *
 * A relay in this process, with its store in memory, and calls to it: what is
 * played here is the HTTP library, the keys' file, the log and the clocks.
 */

#ifndef TESTS_UNIT_CALLS_H
#define TESTS_UNIT_CALLS_H

#include "format/json.h"
#include "process/clock.h"
#include "relay/cookie.h"
#include "relay/events.h"
#include "relay/log.h"
#include "relay/relay.h"
#include "relay/sign_in.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define KEY "the-key-of-all-hosts-named-web"
#define ENDPOINT "https://idp.example/authorize"
#define PKCE                                                                  \
    "code_challenge=abcdefghijklmnopqrstuvwxyz0123456789-_ABCDE"              \
    "&code_challenge_method=S256"
#define FORWARD                                                               \
    ENDPOINT "?client_id=app-1&response_type=code&" PKCE                      \
             "&redirect_uri=https%3A%2F%2Fsignin.example.com%2Fcallback"      \
             "&state="
#define BROWSER "192.0.2.7"

enum { CALLS_MAX = 16, NUMBER_OF_LOG_LINES = 64 };

/* One call, with what came of it. */
struct played {
    struct call call;
    char body[BODY_MAX + 1];
    char text[CALL_ADDRESS_SIZE + 8192]; /* the answer's */
    char location[LINE_SIZE];
    char cookie[COOKIE_SIZE];
    char retry[WORD_SIZE];
    bool finished;
    bool dead;
};

static struct relay_settings settings;
static struct relay relay;
static struct played played[CALLS_MAX];
static int played_count;
static char logged[NUMBER_OF_LOG_LINES][LINE_SIZE];
static int logged_count;
static int64_t passed = 1000; /* ms of both clocks */
static int states;            /* that were drawn */

/* --- In place of the rest of the relay and of the system. */

int64_t clock_monotonic(void)
{
    return passed;
}

int64_t clock_realtime(void)
{
    return 1700000000000 + passed;
}

static struct played *played_of(struct call *call)
{
    return (struct played *) call;
}

static const char *field_of(const struct response *response, const char *name)
{
    for (size_t i = 0; i < response->field_count; i++)
        if (strcmp(response->fields[i].name, name) == 0)
            return response->fields[i].value;
    return "";
}

void call_finish(struct call *call)
{
    struct played *one = played_of(call);
    struct response *response = &call->response;
    const char *cookie = field_of(response, "Set-Cookie");

    assert_false(one->finished);
    one->finished = true;
    (void) snprintf(one->text, sizeof(one->text), "%.*s",
                    (int) response->length,
                    response->body == NULL ? "" : response->body);
    (void) snprintf(one->location, sizeof(one->location), "%s",
                    field_of(response, "Location"));
    (void) snprintf(one->retry, sizeof(one->retry), "%s",
                    field_of(response, "Retry-After"));
    if (cookie[0] != '\0')
        (void) snprintf(one->cookie, sizeof(one->cookie), "%s",
                        strchr(cookie, '=') + 1);
    for (size_t i = 0; i < response->field_count; i++)
        free(response->fields[i].value);
    response->field_count = 0;
    free(response->body);
    response->body = NULL;
}

bool call_is_dead(struct call *call)
{
    return played_of(call)->dead;
}

const char *keys_find(const struct keys *keys, const char *key)
{
    (void) keys;
    return strcmp(key, KEY) == 0 ? "web*" : NULL;
}

bool keys_name_matches(const char *pattern, const char *host)
{
    return strncmp(host, pattern, strlen(pattern) - 1) == 0;
}

static const char *or_dash(const char *text)
{
    return text == NULL || text[0] == '\0' ? "-" : text;
}

void log_sign_in(const struct log_facts *facts, bool alert)
{
    assert_in_range(logged_count, 0, NUMBER_OF_LOG_LINES - 1);
    (void) snprintf(logged[logged_count++], LINE_SIZE, "%s%s %s %s@%s %s",
                    alert ? "! " : "", facts->event, or_dash(facts->reason),
                    or_dash(facts->user), or_dash(facts->host),
                    or_dash(facts->address));
}

/* --- The relay and its time. */

static int relay_begin(void **state)
{
    (void) state;
    settings = (struct relay_settings){
        .public_url = "https://signin.example.com",
        .authorization_endpoints = ENDPOINT,
        .client_ids = "app-1",
        .lifetime = 900,
        .waiting = 20,
        .starts_per_minute = 60,
        .waiting_per_user = 3,
    };
    relay = (struct relay){.settings = &settings, .loop = loop_open()};
    relay.store = store_open_memory(relay.loop, settings.waiting);
    played_count = 0;
    logged_count = 0;
    return relay.store != NULL && relay_open(&relay) ? 0 : -1;
}

static int relay_finish(void **state)
{
    (void) state;
    relay_end(&relay);
    for (int i = 0; i < played_count; i++)
        assert_true(played[i].finished);
    relay_close(&relay);
    store_close(relay.store);
    loop_close(relay.loop);
    return 0;
}

static struct loop *running;

static void stop(struct timer *timer)
{
    (void) timer;
    loop_stop(running);
}

/* Time goes by, as many milliseconds. */
static inline void pass(int64_t time)
{
    struct timer end = {.fire = stop};

    running = relay.loop;
    passed += time;
    loop_set(relay.loop, &end, passed);
    loop_run(relay.loop);
}

/* What is in the log from this line on. */
static inline bool was_logged(const char *line)
{
    for (int i = 0; i < logged_count; i++)
        if (strcmp(logged[i], line) == 0)
            return true;
    return false;
}

/* --- Calls. */

static inline struct played *call_of(enum method method, const char *path)
{
    struct played *one;
    struct request *request;

    assert_in_range(played_count, 0, CALLS_MAX - 1);
    one = &played[played_count];
    request = &one->call.request;
    memset(one, 0, sizeof(*one));
    request->method = method;
    request->path = path;
    request->query = request->authorization = request->cookie = "";
    request->languages = request->origin = "";
    request->body = one->body;
    (void) snprintf(request->address, sizeof(request->address), BROWSER);
    return one;
}

static inline void put_body(struct played *one, const char *body)
{
    one->call.request.length = strlen(body);
    assert_in_range(one->call.request.length, 0, BODY_MAX);
    memcpy(one->body, body, one->call.request.length + 1);
}

static inline struct played *send_call(struct played *one)
{
    played_count++;
    relay_answer(&relay, &one->call);
    return one;
}

/* Calls whose answers have been looked at make room. */
static inline void forget_calls(void)
{
    for (int i = 0; i < played_count; i++)
        assert_true(played[i].finished);
    played_count = 0;
}

static inline int status_of(const struct played *one)
{
    assert_true(one->finished);
    return one->call.response.status;
}

/* A member of an answer in JSON; empty where it is none. */
static inline const char *member_of(const struct played *one, const char *name)
{
    static char values[4][LINE_SIZE];
    static unsigned int next;
    char *value = values[next++ % 4];
    struct json *object = json_parse_object(one->text, strlen(one->text));
    const char *text = json_string(json_member(object, name));

    (void) snprintf(value, LINE_SIZE, "%s", text == NULL ? "" : text);
    json_free(&object);
    return value;
}

static inline struct played *host_call(enum method method, const char *path,
                                       const char *secret, const char *body)
{
    static char bearers[CALLS_MAX][NAME_SIZE];
    struct played *one = call_of(method, path);
    char *bearer = bearers[played_count];

    (void) snprintf(bearer, NAME_SIZE, "Bearer %s", secret);
    one->call.request.authorization = bearer;
    put_body(one, body);
    return one;
}

/* A sign-in as its host and its browser know it. */
struct known {
    char id[SIGN_IN_ID_SIZE];
    char secret[NAME_SIZE];
    char state[WORD_SIZE];
    char page[WORD_SIZE]; /* paths */
    char done[WORD_SIZE];
    char result[WORD_SIZE];
    char sign_in[WORD_SIZE];
    char query[LINE_SIZE]; /* of a callback with a code */
};

static inline struct played *start_of(const char *user, bool number,
                                      const char *state)
{
    char body[LINE_SIZE];

    (void) snprintf(
        body, sizeof(body),
        "{\"authorization_url\":\"%s%s\",\"host\":\"web01\","
        "\"service\":\"sshd\",\"user\":\"%s\",\"from\":\"198.51.100.1\","
        "\"account\":\"%s@example.com\",\"expires_in\":900,\"number\":%s}",
        FORWARD, state, user, user, number ? "true" : "false");
    return send_call(host_call(METHOD_POST, "/v1/sign-ins", KEY, body));
}

static inline struct known start_known(const char *user, bool number)
{
    struct known known;
    struct played *one;

    (void) snprintf(known.state, sizeof(known.state), "S-%d", ++states);
    one = start_of(user, number, known.state);
    assert_int_equal(status_of(one), 201);
    (void) snprintf(known.id, sizeof(known.id), "%s", member_of(one, "id"));
    (void) snprintf(known.secret, sizeof(known.secret), "%s",
                    member_of(one, "secret"));
    (void) snprintf(known.page, WORD_SIZE, "/%s", known.id);
    (void) snprintf(known.done, WORD_SIZE, "/%s/done", known.id);
    (void) snprintf(known.result, WORD_SIZE, "/v1/sign-ins/%s/result",
                    known.id);
    (void) snprintf(known.sign_in, WORD_SIZE, "/v1/sign-ins/%s", known.id);
    (void) snprintf(known.query, LINE_SIZE, "code=C-1&iss=I&state=%s",
                    known.state);
    return known;
}

static inline struct played *ask_result(const struct known *known,
                                        const char *body)
{
    return send_call(
        host_call(METHOD_POST, known->result, known->secret, body));
}

#endif
