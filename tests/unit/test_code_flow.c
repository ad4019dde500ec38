/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The wait for the person in the code flow.  The test is the keeper: whenever
 * the flow looks at the clock it reads what came and says the next thing.
 */

#include "agent/code_flow.h"
#include "agent/keeper_link.h"
#include "agent/loopback.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cmocka.h>

#define ISSUER "https://idp.example"
#define OURS "?code=C%2B1&state=%s"
#define TOKENS "{\"access_token\":\"AT\",\"id_token\":\"IT\"}"

/* What the keeper says after the invitation and each ASK_AGAIN; %s is the
 * state.  "" is an empty text, NULL nothing, "EOF" the end. */
static const char *const *says;
static char browser_asks[LINE_SIZE]; /* instead, after the invitation */
static const char *will_answer;
static int keeper;
static int client_socket;
static int64_t remaining;
static bool randomness;

static union message got;
static struct invitation invitation;
static int again[8];
static int again_count;
static char posted[LINE_SIZE];
static char state_sent[WORD_SIZE];

static struct client client;
static struct exchange exchange;
static struct token_response response;
static struct sign_in order;

ssize_t getrandom(void *buffer, size_t length, unsigned int flags)
{
    return randomness ? syscall(SYS_getrandom, buffer, length, flags) : -1;
}

void http_send(struct http *http, const struct http_request *request,
               struct http_answer *ret_answer)
{
    static char body[LINE_SIZE];

    (void) http;
    snprintf(posted, sizeof(posted), "%s", request->form);
    snprintf(body, sizeof(body), "%s", will_answer);
    *ret_answer =
        (struct http_answer){.transport = ANSWER_OK,
                             .status = will_answer[2] == 'e' ? 400 : 200,
                             .body = body,
                             .length = strlen(body)};
}

int64_t http_requests(const struct http *http)
{
    (void) http;
    return 7;
}

static int fill_in(char *ret_text, size_t size, const char *text)
{
    const char *gap = strstr(text, "%s");

    return gap == NULL
               ? snprintf(ret_text, size, "%s", text)
               : snprintf(ret_text, size, "%.*s%s%s", (int) (gap - text), text,
                          state_sent, gap + 2);
}

static void tell(const char *text)
{
    static unsigned char bytes[FRAME_MAX];
    struct frame frame = frame_over(bytes, sizeof(bytes));
    struct reply reply = {.text = ""};

    fill_in(reply.text, sizeof(reply.text), text);
    assert_true(message_encode(MESSAGE_REPLY, &reply, &frame));
    assert_int_equal(send(keeper, bytes, frame.length, 0), frame.length);
}

static void ask(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    char request[2 * LINE_SIZE];
    int port = 0, length;

    assert_int_equal(sscanf(client.redirect_uri, "http://127.0.0.1:%d", &port),
                     1);
    address.sin_port = htons((uint16_t) port);
    client_socket = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(
        connect(client_socket, (struct sockaddr *) &address, sizeof(address)),
        0);
    length = fill_in(request, sizeof(request), browser_asks);
    assert_int_equal(send(client_socket, request, (size_t) length, 0), length);
}

static void take(enum message_type type)
{
    if (type == MESSAGE_INVITATION) {
        invitation = got.invitation;
        assert_non_null(strstr(invitation.address, "&state="));
        snprintf(state_sent, sizeof(state_sent), "%.43s",
                 strstr(invitation.address, "&state=") + 7);
        if (browser_asks[0] != '\0')
            ask();
    } else {
        assert_int_equal(got.ask_again.requests, 7);
        again[again_count++] = got.ask_again.paste;
    }
    if (*says == NULL) {
        if (browser_asks[0] == '\0')
            remaining = 0; /* nobody says anything any more */
        return;
    }
    if (strcmp(*says, "EOF") == 0)
        shutdown(keeper, SHUT_RDWR);
    else
        tell(*says);
    says++;
}

/* The flow looks at the clock: the keeper's turn. */
int64_t http_remaining(const struct http *http)
{
    static unsigned char bytes[FRAME_MAX];
    enum message_type type = MESSAGE_NONE;
    ssize_t length = recv(keeper, bytes, sizeof(bytes), MSG_DONTWAIT);
    struct frame frame = frame_of(bytes, length > 0 ? (size_t) length : 0);
    enum reading reading =
        invitation.address[0] == '\0' ? READING_INVITATION : READING_SIGNED_IN;

    (void) http;
    if (length > 0) {
        assert_true(message_decode(reading, &frame, &type, &got));
        take(type);
    }
    return remaining;
}

static int begin(void **state)
{
    static const char *const nothing[] = {NULL};
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
    says = nothing;
    browser_asks[0] = '\0';
    memset(&invitation, 0, sizeof(invitation));
    posted[0] = '\0';
    again_count = 0;
    remaining = 700000;
    randomness = true;
    will_answer = TOKENS;
    client =
        (struct client){.metadata = {.issuer = ISSUER,
                                     .authorization_endpoint = ISSUER "/auth"},
                        .required.max_age = -1,
                        .client_id = "app",
                        .redirect_uri = "http://127.0.0.1:8400/back"};
    exchange.client = &client;
    order = (struct sign_in){.demand = none, .page = "Thanks."};
    return exchange_begin(&exchange, &none) ? 0 : -1;
}

static int end(void **state)
{
    (void) state;
    close(keeper);
    close(KEEPER_LINK);
    return 0;
}

static bool run(void)
{
    memset(&response, 0, sizeof(response));
    return code_flow_run(&exchange, &order, &response);
}

static void redeems_what_is_pasted(void **state)
{
    static const char *const pastes[] = {
        "password", "127.0.0.1:8400/back?code=C",
        " http://127.0.0.1:8400/back" OURS "\n", NULL};
    const char *verifier;

    (void) state;
    says = pastes;
    assert_true(run());
    assert_int_equal(response.failure.answer, ANSWER_OK);
    assert_string_equal(response.id_token, "IT");
    assert_int_equal(again_count, 2);
    assert_int_equal(again[0], PASTE_FOREIGN);
    assert_int_equal(again[1], PASTE_CUT_OFF);
    assert_string_equal(invitation.user_code, "");
    assert_true(qr_code_is_whole(&invitation.qr));
    assert_false(invitation.listening);
    assert_int_equal(invitation.expires_in, 600);
    assert_int_equal(invitation.requests, 7);
    assert_non_null(strstr(invitation.address, ISSUER "/auth?client_id=app&"));
    assert_non_null(strstr(posted, "&code=C%2B1&redirect_uri="
                                   "http%3A%2F%2F127.0.0.1%3A8400%2Fback"));
    verifier = strstr(posted, "&code_verifier=");
    assert_non_null(verifier);
    assert_int_equal(strlen(verifier + 15), 43);
    assert_null(strstr(invitation.address, verifier + 15));
    assert_non_null(strstr(invitation.address, exchange.nonce));
    assert_int_equal(strlen(exchange.nonce), 43);
}

static const struct {
    const char *paste;
    const char *body;
    enum answer_class answer;
    const char *reason;
    const char *error;
} endings[] = {
    {"?error=access_denied&state=%s", TOKENS, ANSWER_DECLINED, "",
     "access_denied"},
    {"?error=server_error&state=%s", TOKENS, ANSWER_TRANSIENT, "",
     "server_error"},
    {"?error=temporarily_unavailable&state=%s", TOKENS, ANSWER_TRANSIENT, "",
     "temporarily_unavailable"},
    {"?error=consent_required&state=%s", TOKENS, ANSWER_CONSENT, "",
     "consent_required"},
    {"?error=login_required&state=%s", TOKENS, ANSWER_INTERACT, "",
     "login_required"},
    {"?error=interaction_required&state=%s", TOKENS, ANSWER_INTERACT, "",
     "interaction_required"},
    {"?error=unmet_authentication_requirements&state=%s", TOKENS,
     ANSWER_BLOCKED, "", "unmet_authentication_requirements"},
    {"?error=authorization_pending&state=%s", TOKENS, ANSWER_CONFIG, "",
     "authorization_pending"},
    {"?error=invalid_scope&state=%s", TOKENS, ANSWER_CONFIG, "",
     "invalid_scope"},
    {OURS "&iss=x", TOKENS, ANSWER_UNTRUSTED, "issuer_mismatch", ""},
    {OURS, "{\"error\":\"invalid_grant\"}", ANSWER_EXPIRED, "",
     "invalid_grant"},
};

static void ends_as_it_must(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
        const char *const pastes[] = {endings[i].paste, NULL};

        assert_int_equal(begin(state), 0);
        says = pastes;
        will_answer = endings[i].body;
        assert_true(run());
        if (response.failure.answer != (int) endings[i].answer)
            fail_msg("%s: %d", endings[i].paste,
                     (int) response.failure.answer);
        assert_string_equal(response.failure.reason, endings[i].reason);
        assert_string_equal(response.failure.error, endings[i].error);
        assert_int_equal(posted[0] == '\0', endings[i].body[2] != 'e');
        end(state);
    }
    assert_int_equal(begin(state), 0);
}

static void stops_after_five(void **state)
{
    static const char *const pastes[] = {"", "a", "b", "c", "d", "e", NULL};

    (void) state;
    says = pastes;
    assert_true(run());
    assert_int_equal(response.failure.answer, ANSWER_DECLINED);
    assert_string_equal(response.failure.reason, "pasted_in_vain");
    assert_int_equal(again_count, 4);
    assert_string_equal(posted, "");
}

static void expires(void **state)
{
    (void) state;
    assert_true(run());
    assert_int_equal(response.failure.answer, ANSWER_EXPIRED);
    assert_string_equal(response.failure.reason, "");
    assert_string_equal(posted, "");
    assert_int_equal(begin(state), 0);
    remaining = 90500;
    assert_true(run());
    assert_int_equal(response.failure.answer, ANSWER_EXPIRED);
    assert_int_equal(invitation.expires_in, 90);
}

static void ends_with_the_keeper(void **state)
{
    static const char *const gone[] = {"EOF", NULL};

    (void) state;
    says = gone;
    assert_false(run());
    assert_string_equal(posted, "");
}

static void lets_the_browser_come(void **state)
{
    char page[LINE_SIZE] = "";

    (void) state;
    snprintf(client.redirect_uri, URL_SIZE, "http://127.0.0.1");
    client.listen = loopback_listen(client.redirect_uri);
    assert_true(client.listen);
    strcpy(browser_asks, "GET /" OURS " HTTP/1.1\r\n\r\n");
    assert_true(run());
    assert_true(invitation.listening);
    assert_int_equal(response.failure.answer, ANSWER_OK);
    assert_true(recv(client_socket, page, sizeof(page) - 1, 0) > 0);
    assert_non_null(strstr(page, "\r\n\r\nThanks."));
    assert_non_null(strstr(posted, "redirect_uri=http%3A%2F%2F127.0.0.1%3A"));
    close(client_socket);
}

/* A paste that was on its way is not the answer to what is asked next. */
static void drops_a_late_paste(void **state)
{
    static unsigned char bytes[FRAME_MAX];
    struct frame frame = frame_over(bytes, sizeof(bytes));
    static struct keys keys = {.keys = "K"};
    enum message_type type = MESSAGE_NONE;

    (void) state;
    tell("late");
    tell("later");
    assert_true(message_encode(MESSAGE_KEYS, &keys, &frame));
    assert_int_equal(send(keeper, bytes, frame.length, 0), frame.length);
    assert_true(keeper_link_receive(READING_KEYS, &type, &got));
    assert_int_equal(type, MESSAGE_KEYS);
    assert_string_equal(got.keys.keys, "K");
    tell("x");
    assert_true(keeper_link_receive(READING_PASTE, &type, &got));
    assert_int_equal(type, MESSAGE_REPLY);
    shutdown(keeper, SHUT_RDWR);
    assert_false(keeper_link_receive(READING_KEYS, &type, &got));
}

static void asks_nobody_in_vain(void **state)
{
    (void) state;
    randomness = false;
    assert_true(run());
    assert_string_equal(response.failure.reason, "no_randomness");
    randomness = true;
    memset(exchange.demand.claims, 'c', ADDRESS_SIZE);
    assert_true(run());
    assert_string_equal(response.failure.reason,
                        "authorization_request_too_long");
    client.metadata.authorization_endpoint[0] = '\0';
    assert_true(run());
    assert_string_equal(response.failure.reason, "no_authorization_endpoint");
    assert_int_equal(response.failure.answer, ANSWER_CONFIG);
    assert_string_equal(invitation.address, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(redeems_what_is_pasted, begin, end),
        cmocka_unit_test_setup_teardown(ends_as_it_must, begin, end),
        cmocka_unit_test_setup_teardown(stops_after_five, begin, end),
        cmocka_unit_test_setup_teardown(expires, begin, end),
        cmocka_unit_test_setup_teardown(ends_with_the_keeper, begin, end),
        cmocka_unit_test_setup_teardown(lets_the_browser_come, begin, end),
        cmocka_unit_test_setup_teardown(drops_a_late_paste, begin, end),
        cmocka_unit_test_setup_teardown(asks_nobody_in_vain, begin, end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
