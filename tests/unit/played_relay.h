/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The relay flow of an agent with all that is around it played here: the
 * relay and the provider by what http_send() returns, the keeper, the clock.
 */

#ifndef TESTS_UNIT_PLAYED_RELAY_H
#define TESTS_UNIT_PLAYED_RELAY_H

#include "agent/keeper_link.h"
#include "agent/relay_flow.h"
#include "shared/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#define ISSUER "https://idp.example"
#define RELAY "https://signin.example"
#define STARTED                                                               \
    "{\"id\":\"7GK2M9QXA3\",\"url\":\"" RELAY "/7GK2M9QXA3\","                \
    "\"secret\":\"s3cret\",\"expires_in\":900}"
#define TOKENS "{\"access_token\":\"AT\",\"id_token\":\"IT\"}"
#define DONE(iss)                                                             \
    "{\"status\":\"done\",\"code\":\"C+1\",\"state\":\"%s\",\"iss\":" iss "}"
#define RESULT "/v1/sign-ins/7GK2M9QXA3/result"

enum { CALLS_MAX = 12 };

/* One call that is expected, and what comes of it; %s is the state. */
struct step {
    const char *url;  /* how it ends */
    const char *form; /* what stands in it; NULL: it is a DELETE */
    long status;      /* 0: no answer, for the reason in `body` */
    const char *body;
    const char *keeper; /* what the keeper says meanwhile; "EOF" hangs up */
    int64_t takes;      /* ms */
};

static const struct step *steps;
static int step_count, step_next;
static int keeper;
static int64_t remaining;
static char state_sent[WORD_SIZE];
static char authorization_sent[LINE_SIZE];

static struct client client;
static struct exchange exchange;
static struct token_response response;
static struct sign_in order;

static inline void tell(const char *text)
{
    static unsigned char bytes[FRAME_MAX];
    struct frame frame = frame_over(bytes, sizeof(bytes));
    struct reply reply = {.text = ""};

    if (strcmp(text, "EOF") == 0) {
        shutdown(keeper, SHUT_RDWR);
        return;
    }
    text_format(reply.text, sizeof(reply.text), "%s", text);
    assert_true(message_encode(MESSAGE_REPLY, &reply, &frame));
    assert_int_equal(send(keeper, bytes, frame.length, 0), frame.length);
}

/* The address that the relay is to forward to has the state in it. */
static inline void learn_state(const char *form)
{
    const char *state = strstr(form, "state=");

    if (strstr(form, "authorization_url") != NULL && state != NULL)
        text_format(state_sent, sizeof(state_sent), "%.43s", state + 6);
}

static inline void write_body(char ret_body[8192], const char *text)
{
    const char *gap = strstr(text, "%s");

    if (gap == NULL)
        (void) snprintf(ret_body, 8192, "%s", text);
    else
        (void) snprintf(ret_body, 8192, "%.*s%s%s", (int) (gap - text), text,
                        state_sent, gap + 2);
}

void http_send(struct http *http, const struct http_request *request,
               struct http_answer *ret_answer)
{
    static char body[8192];
    const struct step *step = &steps[step_next];
    size_t length = strlen(request->url);

    (void) http;
    assert_true(step_next < step_count);
    step_next++;
    assert_true(length >= strlen(step->url));
    assert_string_equal(request->url + length - strlen(step->url), step->url);
    assert_int_equal(request->remove, step->form == NULL);
    if (step->form != NULL) {
        learn_state(request->form);
        if (strstr(request->form, step->form) == NULL)
            fail_msg("%s is not in %s", step->form, request->form);
    }
    if (request->authorization != NULL)
        text_format(authorization_sent, sizeof(authorization_sent), "%s",
                    request->authorization);
    remaining -= step->takes;
    if (step->keeper != NULL)
        tell(step->keeper);
    memset(ret_answer, 0, sizeof(*ret_answer));
    ret_answer->transport = ANSWER_TRANSIENT;
    if (step->status == 0) {
        text_format(ret_answer->reason, WORD_SIZE, "%s", step->body);
        return;
    }
    write_body(body, step->body);
    ret_answer->transport = ANSWER_OK;
    ret_answer->status = step->status;
    ret_answer->body = body;
    ret_answer->length = strlen(body);
}

int64_t http_requests(const struct http *http)
{
    (void) http;
    return step_next;
}

int64_t http_remaining(const struct http *http)
{
    (void) http;
    return remaining > 0 ? remaining : 0;
}

static inline int begin(void **state)
{
    const struct demand none = {.max_age = -1};
    int pair[2];

    (void) state;
    if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair) != 0)
        return -1;
    keeper = dup2(pair[1], 100);
    if (dup2(pair[0], KEEPER_LINK) != KEEPER_LINK)
        return -1;
    close(pair[1]);
    if (pair[0] != KEEPER_LINK)
        close(pair[0]);
    step_next = 0;
    remaining = 600 * 1000;
    client =
        (struct client){.metadata = {.issuer = ISSUER,
                                     .token_endpoint = ISSUER "/token",
                                     .authorization_endpoint = ISSUER "/auth"},
                        .required.max_age = -1,
                        .client_id = "app",
                        .redirect_uri = "http://127.0.0.1",
                        .relay_url = RELAY,
                        .relay_key = "the-key"};
    memset(&exchange, 0, sizeof(exchange));
    memset(&response, 0, sizeof(response));
    exchange.client = &client;
    order = (struct sign_in){.demand = none,
                             .flow = FLOW_RELAY,
                             .number = true,
                             .login_hint = "alice@example.com",
                             .origin = {"web01", "sshd", "alice", ""}};
    return exchange_begin(&exchange, &none) ? 0 : -1;
}

static inline int end(void **state)
{
    (void) state;
    close(keeper);
    close(KEEPER_LINK);
    return 0;
}

/* Play all of these calls; whether the keeper is still there. */
static inline bool play(const struct step *expected, size_t count)
{
    bool alive;

    steps = expected;
    step_count = (int) count;
    alive = relay_flow_run(&exchange, &order, &response);
    assert_int_equal(step_next, step_count);
    /* As it was, for another flow. */
    assert_string_equal(client.redirect_uri, "http://127.0.0.1");
    assert_string_equal(exchange.verifier, "");
    return alive;
}

#define PLAY(steps) play(steps, sizeof(steps) / sizeof((steps)[0]))

/* The next message that the keeper got. */
static inline enum message_type hear(enum reading reading, union message *ret)
{
    static unsigned char bytes[FRAME_MAX];
    enum message_type type = MESSAGE_NONE;
    ssize_t length = recv(keeper, bytes, sizeof(bytes), MSG_DONTWAIT);
    struct frame frame = frame_of(bytes, length > 0 ? (size_t) length : 0);

    if (length > 0)
        assert_true(message_decode(reading, &frame, &type, ret));
    return type;
}

#endif
