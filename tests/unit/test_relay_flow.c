/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The relay flow of an agent: the relay, the provider, the keeper and the
 * clock are played here, and a relay may say what it likes.
 */

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

static void tell(const char *text)
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
static void learn_state(const char *form)
{
    const char *state = strstr(form, "state=");

    if (strstr(form, "authorization_url") != NULL && state != NULL)
        text_format(state_sent, sizeof(state_sent), "%.43s", state + 6);
}

static void write_body(char ret_body[8192], const char *text)
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

static int begin(void **state)
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

static int end(void **state)
{
    (void) state;
    close(keeper);
    close(KEEPER_LINK);
    return 0;
}

/* Play all of these calls; whether the keeper is still there. */
static bool play(const struct step *expected, size_t count)
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
static enum message_type hear(enum reading reading, union message *ret)
{
    static unsigned char bytes[FRAME_MAX];
    enum message_type type = MESSAGE_NONE;
    ssize_t length = recv(keeper, bytes, sizeof(bytes), MSG_DONTWAIT);
    struct frame frame = frame_of(bytes, length > 0 ? (size_t) length : 0);

    if (length > 0)
        assert_true(message_decode(reading, &frame, &type, ret));
    return type;
}

static void a_code_comes_by_a_number(void **state)
{
    static union message message;
    static const struct step calls[] = {
        {"/v1/sign-ins", "\"number\":true", 201, STARTED, NULL, 100},
        {RESULT, "{}", 200, "{\"status\":\"waiting\"}", NULL, 25000},
        {RESULT, "{}", 200, "{\"status\":\"number\"}", "482913", 1000},
        {RESULT, "\"482913\"", 200, DONE("null"), NULL, 10},
        {ISSUER "/token",
         "redirect_uri=https%3A%2F%2Fsignin.example%2Fcallback", 200, TOKENS,
         NULL, 10},
    };

    (void) state;
    assert_true(PLAY(calls));
    assert_int_equal(response.failure.answer, ANSWER_OK);
    assert_string_equal(response.id_token, "IT");
    assert_int_equal(hear(READING_INVITATION, &message), MESSAGE_INVITATION);
    assert_string_equal(message.invitation.address, RELAY "/7GK2M9QXA3");
    assert_string_equal(message.invitation.user_code, "");
    /* Version 3 at most, and the drawing's is the address alone. */
    assert_in_range(message.invitation.qr.width, 21, 29);
}

static void all_is_told_to_the_relay(void **state)
{
    static const char *const words[] = {
        "\"host\":\"web01\"",
        "\"service\":\"sshd\"",
        "\"user\":\"alice\"",
        "\"from\":\"\"",
        "\"account\":\"alice@example.com\"",
        "\"expires_in\":601",
        "redirect_uri=https%3A%2F%2Fsignin.example%2Fcallback",
        "code_challenge_method=S256",
        "client_id=app",
    };

    (void) state;
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        const struct step calls[] = {
            {"/v1/sign-ins", words[i], 403, "{\"error\":\"host\"}", NULL, 0}};

        assert_true(PLAY(calls));
        assert_string_equal(authorization_sent,
                            "Authorization: Bearer the-key");
        step_next = 0;
    }
}

static void without_a_number_it_comes_by_itself(void **state)
{
    static const struct step calls[] = {
        {"/v1/sign-ins", "\"number\":false", 201, STARTED, NULL, 0},
        {RESULT, "{}", 200, DONE("\"" ISSUER "\""), NULL, 0},
        {ISSUER "/token", "code=C%2B1", 200, TOKENS, NULL, 0},
    };

    (void) state;
    order.number = false;
    assert_true(PLAY(calls));
    assert_int_equal(response.failure.answer, ANSWER_OK);
    assert_string_equal(authorization_sent, "Authorization: Bearer s3cret");
}

static void wrong_numbers_are_told(void **state)
{
    static union message message;
    static const struct step calls[] = {
        {"/v1/sign-ins", "", 201, STARTED, NULL, 0},
        {RESULT, "{}", 200, "{\"status\":\"number\"}", "000000", 0},
        {RESULT, "\"000000\"", 200, "{\"status\":\"wrong\",\"left\":2}",
         "000001", 0},
        {RESULT, "\"000001\"", 200,
         "{\"status\":\"error\",\"error\":\"number\"}", NULL, 0},
    };

    (void) state;
    assert_true(PLAY(calls));
    assert_int_equal(response.failure.answer, ANSWER_DECLINED);
    assert_string_equal(response.failure.reason, "number");
    assert_int_equal(hear(READING_INVITATION, &message), MESSAGE_INVITATION);
    assert_int_equal(hear(READING_SIGNED_IN, &message), MESSAGE_ASK_AGAIN);
    assert_int_equal(message.ask_again.paste, PASTE_NUMBER);
    assert_int_equal(message.ask_again.left, 2);
}

/* Sent once, whatever became of it: a second time would be another try. */
static void a_number_is_sent_once(void **state)
{
    static const struct step calls[] = {
        {"/v1/sign-ins", "", 201, STARTED, NULL, 0},
        {RESULT, "{}", 200, "{\"status\":\"number\"}", "482913", 0},
        {RESULT, "\"482913\"", 0, "broken_off", NULL, 0},
        {RESULT, "{}", 404, "{\"error\":\"unknown\"}", NULL, 0},
    };

    (void) state;
    assert_true(PLAY(calls));
    assert_int_equal(response.failure.answer, ANSWER_EXPIRED);
}

static const struct {
    const char *body;
    enum answer_class answer;
    const char *reason;
} ends[] = {
    {"{\"status\":\"error\",\"error\":\"reported\"}", ANSWER_DECLINED,
     "reported"},
    {"{\"status\":\"error\",\"error\":\"replaced\"}", ANSWER_DECLINED,
     "replaced"},
    {"{\"status\":\"error\",\"error\":\"expired\"}", ANSWER_EXPIRED, ""},
    {"{\"status\":\"error\",\"error\":\"something\"}", ANSWER_EXPIRED, ""},
    {"{\"status\":\"error\"}", ANSWER_EXPIRED, ""},
    {"{\"status\":\"error\",\"error\":\"provider\",\"provider_error\":"
     "\"access_denied\",\"provider_error_description\":\"no\"}",
     ANSWER_DECLINED, ""},
    {"{\"status\":\"error\",\"error\":\"provider\"}", ANSWER_MALFORMED, ""},
    /* what a relay can make up */
    {"{\"status\":\"done\",\"code\":\"C\",\"state\":\"x\",\"iss\":null}",
     ANSWER_UNTRUSTED, "relay_answer"},
    {"{\"status\":\"done\",\"code\":\"C\",\"iss\":null}", ANSWER_UNTRUSTED,
     "relay_answer"},
    {"{\"status\":\"done\",\"state\":\"%s\",\"iss\":null}", ANSWER_UNTRUSTED,
     "relay_answer"},
    {"{\"status\":\"done\",\"code\":7,\"state\":\"%s\"}", ANSWER_UNTRUSTED,
     "relay_answer"},
    {"{\"status\":\"done\",\"code\":\"C\\n\",\"state\":\"%s\"}",
     ANSWER_UNTRUSTED, "relay_answer"},
    {DONE("\"https://evil.example\""), ANSWER_UNTRUSTED, "issuer_mismatch"},
};

static void each_end(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
        const struct step calls[] = {
            {"/v1/sign-ins", "", 201, STARTED, NULL, 0},
            {RESULT, "{}", 200, ends[i].body, NULL, 0}};

        step_next = 0;
        memset(&response, 0, sizeof(response));
        assert_true(PLAY(calls));
        if (response.failure.answer != (int) ends[i].answer)
            fail_msg("%s: %d", ends[i].body, response.failure.answer);
        assert_string_equal(response.failure.reason, ends[i].reason);
    }
}

static void no_issuer_where_one_is_promised(void **state)
{
    static const struct step calls[] = {
        {"/v1/sign-ins", "", 201, STARTED, NULL, 0},
        {RESULT, "{}", 200, DONE("null"), NULL, 0}};

    (void) state;
    client.metadata.names_issuer = true;
    assert_true(PLAY(calls));
    assert_string_equal(response.failure.reason, "issuer_mismatch");
}

static const struct {
    long status;
    const char *body, *reason;
} refusals[] = {
    {0, "connect", "relay_unreachable"},
    {0, "certificate", "relay_unreachable"},
    {401, "{\"error\":\"key\"}", "relay_key"},
    {403, "{\"error\":\"host\"}", "relay_host"},
    {403, "{\"error\":\"authorization_url\"}", "relay_authorization_url"},
    {429, "{\"error\":\"starts\"}", "relay_starts"},
    {429, "{\"error\":\"waiting\"}", "relay_waiting"},
    {503, "{\"error\":\"away\"}", "relay_away"},
    {502, "<html>", "relay_refuses"},
    {400, "{\"error\":\"\\u001b[2J\"}", "relay_refuses"},
    {400, "{\"error\":\"key host\"}", "relay_refuses"},
    {200, STARTED, "relay_refuses"},
    {201, "{}", "relay_nonsense"},
    {201, "x", "relay_nonsense"},
    {201,
     "{\"id\":\"7GK\",\"url\":\"https://evil.example/7GK\","
     "\"secret\":\"s\",\"expires_in\":900}",
     "relay_nonsense"},
    {201,
     "{\"id\":\"7gk\",\"url\":\"" RELAY "/7gk\",\"secret\":\"s\","
     "\"expires_in\":900}",
     "relay_nonsense"},
    {201,
     "{\"id\":\"7GK/../x\",\"url\":\"" RELAY "/7GK/../x\",\"secret\":\"s\","
     "\"expires_in\":900}",
     "relay_nonsense"},
    {201,
     "{\"id\":\"7GK\",\"url\":\"" RELAY "/7GK\",\"secret\":\"a b\","
     "\"expires_in\":900}",
     "relay_nonsense"},
    {201,
     "{\"id\":\"7GK\",\"url\":\"" RELAY "/7GK\",\"secret\":\"s\","
     "\"expires_in\":\"x\"}",
     "relay_nonsense"},
};

static void each_refusal(void **state)
{
    static union message message;

    (void) state;
    for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
        const struct step calls[] = {{"/v1/sign-ins", "", refusals[i].status,
                                      refusals[i].body, NULL, 0}};

        step_next = 0;
        memset(&response, 0, sizeof(response));
        assert_true(PLAY(calls));
        assert_int_equal(response.failure.answer, ANSWER_NO_RELAY);
        assert_string_equal(response.failure.reason, refusals[i].reason);
    }
    assert_int_equal(hear(READING_INVITATION, &message), MESSAGE_NONE);
}

static void a_relay_that_is_away_is_asked_again(void **state)
{
    static const struct step calls[] = {
        {"/v1/sign-ins", "", 201, STARTED, NULL, 0},
        {RESULT, "{}", 503, "{\"error\":\"away\"}", NULL, 0},
        {RESULT, "{}", 200, "{\"status\":\"dancing\"}", NULL, 0},
        {RESULT, "{}", 200, "{\"status\":\"error\",\"error\":\"reported\"}",
         NULL, 0},
    };

    (void) state;
    assert_true(PLAY(calls));
    assert_string_equal(response.failure.reason, "reported");
}

static void the_relay_is_told_of_the_end(void **state)
{
    static const struct step calls[] = {
        {"/v1/sign-ins", "", 201, STARTED, NULL, 0},
        {RESULT, "{}", 200, "{\"status\":\"waiting\"}", NULL, 598500},
        {"/v1/sign-ins/7GK2M9QXA3", NULL, 204, "", NULL, 0},
    };

    (void) state;
    assert_true(PLAY(calls));
    assert_int_equal(response.failure.answer, ANSWER_EXPIRED);
}

static void the_relay_is_told_of_a_hang_up(void **state)
{
    static const struct step calls[] = {
        {"/v1/sign-ins", "", 201, STARTED, NULL, 0},
        {RESULT, "{}", 0, "hung_up", "EOF", 0},
        {"/v1/sign-ins/7GK2M9QXA3", NULL, 204, "", NULL, 0},
    };

    (void) state;
    assert_false(PLAY(calls));
    assert_string_equal(authorization_sent, "Authorization: Bearer s3cret");
}

static void a_hang_up_ends_the_wait_for_a_number(void **state)
{
    static const struct step calls[] = {
        {"/v1/sign-ins", "", 201, STARTED, NULL, 0},
        {RESULT, "{}", 200, "{\"status\":\"number\"}", "EOF", 0},
        {"/v1/sign-ins/7GK2M9QXA3", NULL, 204, "", NULL, 0},
    };

    (void) state;
    (void) PLAY(calls);
}

static void without_an_endpoint(void **state)
{
    (void) state;
    client.metadata.authorization_endpoint[0] = '\0';
    steps = NULL;
    step_count = 0;
    assert_true(relay_flow_run(&exchange, &order, &response));
    assert_string_equal(response.failure.reason, "no_authorization_endpoint");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_code_comes_by_a_number),
        TEST(all_is_told_to_the_relay),
        TEST(without_a_number_it_comes_by_itself),
        TEST(wrong_numbers_are_told),
        TEST(a_number_is_sent_once),
        TEST(each_end),
        TEST(no_issuer_where_one_is_promised),
        TEST(each_refusal),
        TEST(a_relay_that_is_away_is_asked_again),
        TEST(the_relay_is_told_of_the_end),
        TEST(the_relay_is_told_of_a_hang_up),
        TEST(a_hang_up_ends_the_wait_for_a_number),
        TEST(without_an_endpoint),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
