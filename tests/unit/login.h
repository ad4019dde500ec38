/* SPDX-License-Identifier: BSD-2-Clause
 *
 * One login as the keeper decides it, in this process: configuration, token
 * store and decision are the real ones, the agents, the person, the clock and
 * the system's users are played here.  A test writes down what an agent is to
 * be told and what it answers, plays the login, and looks at the verdict.
 */

#ifndef TESTS_UNIT_LOGIN_H
#define TESTS_UNIT_LOGIN_H

#include "keeper/agent_process.h"
#include "keeper/deadline.h"
#include "keeper/hangup.h"
#include "keeper/layers.h"
#include "keeper/local_password.h"
#include "keeper/login.h"
#include "keeper/peer.h"
#include "process/clock.h"
#include "shared/text.h"
#include "wire/audit_line.h"

#include "store.h"

#include <pwd.h>
#include <sys/socket.h>
#include <time.h>

#define ISSUER "https://idp.example"

enum { ORDERS_MAX = 16, ANSWERS_MAX = 3, WAIT = 60 * 1000 /* ms */ };

/* What an agent is told, and what it answers. */
struct order {
    enum message_type type;
    struct {
        enum message_type type;
        const void *message;
    } answers[ANSWERS_MAX];
    int count;
    int64_t takes; /* ms */
};

static struct order orders[ORDERS_MAX];
static int order_count;
static int order_next;
static union message heard[MESSAGE_COUNT]; /* of each type, what came last */
static int heard_count[MESSAGE_COUNT];
static const char *replies[ORDERS_MAX]; /* what the person types */
static int shown;
static int far_end[64]; /* of the socket with this number */
static int64_t passed;  /* ms, besides the real ones */
static struct context context;
static struct ports ports;
static struct verdict verdict;
static char logged[AUDIT_SIZE]; /* of that */

/* --- In place of the rest of the keeper and of the system. */

static char alice_name[] = "alice";
static struct passwd alice = {.pw_name = alice_name, .pw_uid = USER};

struct passwd *getpwnam(const char *name)
{
    return strcmp(name, "alice") == 0 ? &alice : NULL;
}

struct passwd *getpwuid(uid_t uid)
{
    return uid == USER ? &alice : NULL;
}

/* Whether alice's is one that she has to know. */
static bool password_is_set;

bool local_password_is_set(const char *user)
{
    return password_is_set && strcmp(user, "alice") == 0;
}

/* What the kernel lacks, whatever this machine's is. */
static const char *missing_layer;

void layers_missing(char ret_missing[WORD_SIZE])
{
    text_copy(ret_missing, WORD_SIZE, missing_layer);
}

/* Of sudo's terminal, which is none of this machine's. */
static bool hung_up;

bool hangup_is_expected(const struct login *login)
{
    (void) login;
    return false;
}

int hangup_watch(const struct login *login)
{
    (void) login;
    return -1;
}

bool hangup_happened(int terminal)
{
    (void) terminal;
    return hung_up;
}

int64_t clock_boottime(void)
{
    struct timespec now = {0};

    clock_gettime(CLOCK_MONOTONIC, &now);
    return passed + (int64_t) now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t deadline_of(const struct login *login, int64_t configured)
{
    (void) login;
    (void) configured;
    return clock_boottime() + WAIT;
}

static int connect_to(int *ret_far_end)
{
    int pair[2];

    assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair), 0);
    *ret_far_end = pair[1];
    far_end[pair[0]] = pair[1];
    return pair[0];
}

const char *agent_start(struct agent *ret_agent, char ret_error[LINE_SIZE])
{
    int end;

    (void) ret_error;
    *ret_agent = (struct agent){.pid = 1, .socket = connect_to(&end)};
    return NULL;
}

void agent_hang_up(struct agent *agent)
{
    close(far_end[agent->socket]);
    close(agent->socket);
}

void agent_stop(struct agent *agent)
{
    if (agent->pid == 0)
        return;
    agent_hang_up(agent);
    *agent = (struct agent){0};
}

void agent_part(struct agent *agent)
{
    agent_stop(agent);
}

static void deliver(int socket, enum message_type type, const void *message)
{
    static unsigned char bytes[FRAME_MAX];
    struct frame frame = frame_over(bytes, sizeof(bytes));

    assert_true(message_encode(type, message, &frame));
    assert_int_equal(send(socket, bytes, frame.length, 0), frame.length);
}

static void hear_show(void)
{
    const char *typed = replies[shown++];
    struct reply reply = {""};

    assert_true(shown < ORDERS_MAX);
    if (typed == NULL)
        return;
    text_copy(reply.text, REPLY_SIZE, typed);
    deliver(far_end[ports.person.module], MESSAGE_REPLY, &reply);
}

static void hear_order(int socket, enum message_type type)
{
    const struct order *order = &orders[order_next++];

    if (order_next > order_count || order->type != type)
        fail_msg("an agent got a message of type %d, number %d", (int) type,
                 order_next);
    passed += order->takes;
    for (int i = 0; i < order->count; i++)
        deliver(far_end[socket], order->answers[i].type,
                order->answers[i].message);
}

/* What was sent crosses the wire: it must be encodable. */
bool peer_send(int socket, enum message_type type, const void *message)
{
    static const enum reading readings[MESSAGE_COUNT] = {
        [MESSAGE_SHOW] = READING_SHOW,     [MESSAGE_REPLY] = READING_PASTE,
        [MESSAGE_FETCH] = READING_ROLE,    [MESSAGE_PROBE] = READING_ROLE,
        [MESSAGE_CLIENT] = READING_ROLE,   [MESSAGE_KEYS] = READING_KEYS,
        [MESSAGE_REFRESH] = READING_ORDER, [MESSAGE_SIGN_IN] = READING_ORDER,
    };
    static unsigned char bytes[FRAME_MAX];
    struct frame frame = frame_over(bytes, sizeof(bytes));
    enum message_type decoded;

    assert_true(message_encode(type, message, &frame));
    frame = frame_of(bytes, frame.length);
    assert_true(
        message_decode(readings[type], &frame, &decoded, &heard[type]));
    heard_count[type]++;
    if (type == MESSAGE_SHOW)
        hear_show();
    else if (type != MESSAGE_CLIENT)
        hear_order(socket, type);
    return true;
}

bool peer_receive(int socket, enum reading reading,
                  enum message_type *ret_type, union message *ret_message)
{
    static unsigned char bytes[FRAME_MAX];
    ssize_t length = recv(socket, bytes, sizeof(bytes), 0);
    struct frame frame;

    if (length <= 0)
        return false;
    frame = frame_of(bytes, (size_t) length);
    return message_decode(reading, &frame, ret_type, ret_message);
}

/* --- What the agents are told, and answer: good until the test ends. */

static inline void on(enum message_type type)
{
    assert_true(order_count < ORDERS_MAX);
    orders[order_count++] = (struct order){.type = type};
}

static inline void say(enum message_type type, const void *message)
{
    struct order *order = &orders[order_count - 1];

    assert_true(order->count < ANSWERS_MAX);
    order->answers[order->count].type = type;
    order->answers[order->count++].message = message;
}

static struct fetched found;
static struct tokens good;
static struct invitation invited;
static struct failure failed;

static inline void say_failure(enum answer_class answer, const char *reason)
{
    failed = (struct failure){.answer = (int) answer, .demand.max_age = -1};
    text_copy(failed.reason, WORD_SIZE, reason);
    say(MESSAGE_FAILURE, &failed);
}

/* --- The login. */

static inline void reset_answers(void)
{
    const struct metadata metadata = {.issuer = ISSUER,
                                      .token_endpoint = ISSUER "/token",
                                      .device_endpoint = ISSUER "/devicecode",
                                      .authorization_endpoint =
                                          ISSUER "/authorize",
                                      .userinfo_endpoint = ISSUER "/userinfo",
                                      .jwks_uri = ISSUER "/keys",
                                      .keys = "{\"keys\":[]}"};

    found = (struct fetched){.requests = 2, .metadata = metadata};
    found.metadata.fetched = time(NULL);
    good = (struct tokens){.requests = 1,
                           .claims = sample.identity,
                           .refresh_token = "the next token",
                           .access_token = "an access token"};
    good.claims.required_shown = true;
    good.claims.issued_at = time(NULL);
    invited = (struct invitation){.requests = 1,
                                  .address = ISSUER "/device",
                                  .user_code = "ABCD-EFGH",
                                  .expires_in = 900};
}

static inline int login_set_up(void **state)
{
    order_count = order_next = shown = 0;
    passed = 0;
    memset(replies, 0, sizeof(replies));
    memset(heard_count, 0, sizeof(heard_count));
    password_is_set = true;
    hung_up = false;
    missing_layer = "";
    reset_answers();
    return scratch_set_up(state);
}

/* The [global] section, with these lines in it. */
static inline void configure(const char *lines)
{
    char text[4096];

    snprintf(text, sizeof(text),
             "[global]\nissuer = " ISSUER "\nclient_id = app\n"
             "username_domain = example\nstate_dir = %s\nkey_file = %s\n%s",
             scratch_path("state"), scratch_path("state/key"), lines);
    scratch_write("conf", text);
}

/* Alice has logged in before. */
static inline void enrol(void)
{
    struct token_store store = open_store(USER);

    assert_true(commit(&store, &sample));
    assert_true(token_store_write_metadata(&store, &found.metadata));
    token_store_close(&store);
}

/* What is kept of her. */
static inline struct record kept(void)
{
    struct token_store store = open_store(USER);
    struct record record;

    (void) token_store_read(&store, &record);
    token_store_close(&store);
    return record;
}

/* A login of alice's, with a first factor: the test may change it. */
static inline struct login *login_by(const char *service)
{
    context = (struct context){.silent = false};
    ports = (struct ports){.store = NO_STORE};
    text_copy(context.login.service, WORD_SIZE, service);
    text_copy(context.login.section, WORD_SIZE, service);
    text_copy(context.login.user, NAME_SIZE, "alice");
    text_copy(context.login.conf, PATH_SIZE, scratch_path("conf"));
    context.login.host = (int) host_of_service(service);
    context.login.caller = USER;
    context.login.can_show = true;
    context.login.terminal = true;
    context.login.evidence_unix = true;
    context.login.password = true;
    return &context.login;
}

/* Play it; all that was written down must happen. */
static inline void play(void)
{
    int end;

    ports.person.module = connect_to(&end);
    verdict = (struct verdict){.outcome = OUTCOME_ERROR};
    login_decide(login_table, &context, &ports, &verdict);
    logged[0] = '\0';
    audit_facts(&verdict.facts, logged, sizeof(logged));
    assert_int_equal(order_next, order_count);
    close(end);
    close(ports.person.module);
}

static inline void assert_logged(const char *text)
{
    if (strstr(logged, text) == NULL)
        fail_msg("not logged: %s\nbut: %s", text, logged);
}

static inline void assert_not_logged(const char *text)
{
    if (strstr(logged, text) != NULL)
        fail_msg("logged: %s\nin: %s", text, logged);
}

static inline void assert_outcome(enum outcome outcome, const char *reason)
{
    assert_string_equal(outcome_word((enum outcome) verdict.outcome),
                        outcome_word(outcome));
    assert_string_equal(verdict.facts.reason, reason);
}

/* The person is shown an invitation and signs in. */
static inline void on_sign_in(void)
{
    on(MESSAGE_SIGN_IN);
    say(MESSAGE_INVITATION, &invited);
    say(MESSAGE_TOKENS, &good);
}

#define TEST(name)                                                            \
    cmocka_unit_test_setup_teardown(name, login_set_up, scratch_tear_down)

#endif
