/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The listener for the browser that comes back, asked by real connections:
 * early ones, slow ones, wrong ones, too many, and the right one.
 */

#include "agent/loopback.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#define STATE "q0Gx-_3bW9u7hJ2kL5mN8pR1sT4vX6zA0cE3fH6jK9o"
#define PAGE "Fertig. Zurück zum Terminal.\n"
#define END "\r\nHost: 127.0.0.1\r\n\r\n"
#define RIGHT "/back?code=C&state=" STATE

enum { PATIENCE = 50, TURN = 4 /* ms */, TURNS = 6 };

static struct client oauth = {.metadata.issuer = "https://idp.example"};
static char *const uri = oauth.redirect_uri;
static struct redirect redirect;
static const struct redirect_rules rules = {&oauth, STATE};
static char answer[4096];

static int listen_again(void **state)
{
    (void) state;
    snprintf(uri, URL_SIZE, "http://127.0.0.1/back");
    return loopback_listen(uri) ? 0 : -1;
}

/* A browser's connection to the port that stands in the URI. */
static int browser(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int port = 0;
    int client = socket(AF_INET, SOCK_STREAM, 0);

    assert_int_equal(sscanf(strrchr(uri, ':'), ":%d", &port), 1);
    address.sin_port = htons((uint16_t) port);
    assert_int_equal(
        connect(client, (struct sockaddr *) &address, sizeof(address)), 0);
    return client;
}

/* Serve until nothing happens any more, or the right browser came. */
static enum redirect_kind serve(void)
{
    int quiet[2];
    int turns = 0;

    assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, quiet), 0);
    do
        assert_false(loopback_wait(quiet[0], TURN, &rules, PAGE, &redirect));
    while (++turns < TURNS && redirect.kind < REDIRECT_CODE);
    close(quiet[0]);
    close(quiet[1]);
    return redirect.kind;
}

static void tell(int client, const char *text)
{
    assert_int_equal(write(client, text, strlen(text)), strlen(text));
}

/* What the browser reads; the connection has to be closed after it. */
static const char *hear(int client)
{
    struct timeval patience = {.tv_usec = PATIENCE * 1000};
    size_t length = 0;
    ssize_t count;

    setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    while ((count = read(client, answer + length,
                         sizeof(answer) - 1 - length)) > 0)
        length += (size_t) count;
    answer[length] = '\0';
    close(client);
    return count == 0 ? answer : "open";
}

static void takes_the_code(void **state)
{
    int client = browser();

    (void) state;
    tell(client, "GET " RIGHT " HTTP/1.1" END);
    assert_int_equal(serve(), REDIRECT_CODE);
    assert_string_equal(redirect.code, "C");
    assert_string_equal(hear(client),
                        "HTTP/1.1 200 OK\r\n"
                        "Content-Type: text/plain; charset=utf-8\r\n"
                        "Content-Length: 30\r\n"
                        "Cache-Control: no-store\r\n"
                        "Connection: close\r\n\r\n" PAGE);
}

static void takes_an_error(void **state)
{
    int client = browser();

    (void) state;
    tell(client, "GET /back?error=access_denied&state=" STATE " HTTP/1.1" END);
    assert_int_equal(serve(), REDIRECT_ERROR);
    assert_string_equal(redirect.error, "access_denied");
    assert_non_null(strstr(hear(client), " 200 OK"));
    client = browser();
    oauth.metadata.names_issuer = true;
    tell(client, "GET " RIGHT " HTTP/1.1" END);
    assert_int_equal(serve(), REDIRECT_MIXED_UP);
    oauth.metadata.names_issuer = false;
    assert_non_null(strstr(hear(client), " 200 OK"));
    client = browser();
    tell(client, "GET " RIGHT "&iss=https%3A%2F%2Fevil HTTP/1.1" END);
    assert_int_equal(serve(), REDIRECT_MIXED_UP);
    assert_non_null(strstr(hear(client), " 200 OK"));
}

static const struct {
    const char *request;
    const char *status;
} useless[] = {
    {"GET / HTTP/1.1" END, "404 Not Found"},
    {"GET /favicon.ico HTTP/1.1" END, "404 Not Found"},
    {"GET /backs?code=C&state=" STATE " HTTP/1.1" END, "404 Not Found"},
    {"GET /bac?code=C&state=" STATE " HTTP/1.1" END, "404 Not Found"},
    {"GET //127.0.0.1" RIGHT " HTTP/1.1" END, "404 Not Found"},
    {"get " RIGHT " HTTP/1.1" END, "404 Not Found"},
    {"POST " RIGHT " HTTP/1.1" END, "404 Not Found"},
    {"HEAD " RIGHT " HTTP/1.1" END, "404 Not Found"},
    {"\r\n\r\n", "404 Not Found"},
    {"\x16\x03\x01\r\n\r\n", "404 Not Found"},
    {"GET /back HTTP/1.1" END, "400 Bad Request"},
    {"GET /back? HTTP/1.1" END, "400 Bad Request"},
    {"GET /back?code=C HTTP/1.1" END, "400 Bad Request"},
    {"GET /back?code=C&state=x HTTP/1.1" END, "400 Bad Request"},
    {"GET /back?code=C&state=" STATE "x HTTP/1.1" END, "400 Bad Request"},
    {"GET /back?code=C&state=q0Gx HTTP/1.1" END, "400 Bad Request"},
    {"GET /back?error=access_denied HTTP/1.1" END, "400 Bad Request"},
    {"GET " RIGHT "&code=D HTTP/1.1" END, "400 Bad Request"},
    {"GET " RIGHT "%4 HTTP/1.1" END, "400 Bad Request"},
    {"GET /back\r\nX: " RIGHT END, "400 Bad Request"},
};

static void goes_on_after_others(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(useless) / sizeof(useless[0]); i++) {
        int client = browser();
        char expected[512];

        tell(client, useless[i].request);
        if (serve() >= REDIRECT_CODE)
            fail_msg("%s", useless[i].request);
        snprintf(expected, sizeof(expected),
                 "HTTP/1.1 %s\r\n"
                 "Content-Type: text/plain; charset=utf-8\r\n"
                 "Content-Length: 0\r\n"
                 "Cache-Control: no-store\r\n"
                 "Connection: close\r\n\r\n",
                 useless[i].status);
        assert_string_equal(hear(client), expected);
    }
    takes_the_code(state);
}

/* Connections that say nothing, or not enough, keep nobody from coming: all
 * of them before anybody is served, as a flood is. */
static void does_not_wait_for_one(void **state)
{
    int silent[128];
    int gone = browser();
    int client;

    (void) state;
    close(gone);
    for (size_t i = 0; i < sizeof(silent) / sizeof(silent[0]); i++) {
        silent[i] = browser();
        if (i % 2 == 0)
            tell(silent[i], "GET /ba");
    }
    client = browser();
    tell(client, "GET " RIGHT " HTTP/1.1" END);
    for (size_t i = 0; i < sizeof(silent) / sizeof(silent[0]); i += 2)
        tell(silent[i], "ck");
    assert_int_equal(serve(), REDIRECT_CODE);
    assert_non_null(strstr(hear(client), " 200 OK"));
    for (size_t i = 0; i < sizeof(silent) / sizeof(silent[0]); i++)
        close(silent[i]);
}

/* A browser that is slow to speak outlives those who never do. */
static void keeps_a_slow_one(void **state)
{
    int silent[64];
    int client = browser();

    (void) state;
    for (size_t i = 0; i < sizeof(silent) / sizeof(silent[0]); i++)
        silent[i] = browser();
    (void) serve();
    tell(client, "GET " RIGHT " HTTP/1.1" END);
    assert_int_equal(serve(), REDIRECT_CODE);
    assert_non_null(strstr(hear(client), " 200 OK"));
    for (size_t i = 0; i < sizeof(silent) / sizeof(silent[0]); i++)
        close(silent[i]);
}

static void reads_a_slow_browser(void **state)
{
    static const char request[] = "GET " RIGHT " HTTP/1.1" END;
    int client = browser();

    (void) state;
    for (size_t i = 0; i + 1 < strlen(request); i++) {
        assert_int_equal(write(client, request + i, 1), 1);
        assert_false(loopback_wait(-1, TURN, &rules, PAGE, &redirect));
        assert_int_equal(redirect.kind, REDIRECT_FOREIGN);
    }
    tell(client, "\n");
    assert_int_equal(serve(), REDIRECT_CODE);
    assert_non_null(strstr(hear(client), " 200 OK"));
}

/* Eight KiB of a head are enough, with or without NUL bytes in it. */
static void gives_up_on_a_long_one(void **state)
{
    static char request[8192] = "GET " RIGHT " HTTP/1.1\r\nX: ";
    size_t start = strlen(request);

    (void) state;
    for (int fill = 'x'; fill >= 0; fill -= 'x') {
        int client = browser();

        memset(request + start, fill, sizeof(request) - start);
        assert_int_equal(write(client, request, sizeof(request)),
                         sizeof(request));
        assert_int_equal(serve(), REDIRECT_FOREIGN);
        assert_non_null(strstr(hear(client), " 400 Bad Request"));
    }
    takes_the_code(state);
}

static void serves_only_one(void **state)
{
    int first = browser();
    int second = browser();

    (void) state;
    (void) serve();
    tell(first, "GET " RIGHT " HTTP/1.1" END);
    tell(second, "GET /back?code=D&state=" STATE " HTTP/1.1" END);
    assert_int_equal(serve(), REDIRECT_CODE);
    assert_string_equal(hear(redirect.code[0] == 'C' ? second : first),
                        "open");
    assert_non_null(
        strstr(hear(redirect.code[0] == 'C' ? first : second), " 200 OK"));
}

/* The other descriptor counts, unless a browser was faster. */
static void hears_the_other(void **state)
{
    int pair[2];
    int client = browser();

    (void) state;
    (void) serve();
    assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair), 0);
    assert_false(loopback_wait(pair[0], 1, &rules, PAGE, &redirect));
    tell(pair[1], "x");
    assert_true(loopback_wait(pair[0], 1000, &rules, PAGE, &redirect));
    assert_int_equal(redirect.kind, REDIRECT_FOREIGN);
    tell(client, "GET " RIGHT " HTTP/1.1" END);
    assert_false(loopback_wait(pair[0], 1000, &rules, PAGE, &redirect));
    assert_int_equal(redirect.kind, REDIRECT_CODE);
    assert_int_equal(read(pair[0], answer, 1), 1);
    close(pair[1]);
    assert_true(loopback_wait(pair[0], 1000, &rules, PAGE, &redirect));
    close(pair[0]);
    close(client);
}

static void listens_where_it_is_told(void **state)
{
    static const char *const refused[] = {
        "",
        "http://127.0.0.2/",
        "http://127.0.0.11/",
        "http://127.0.0.1.evil.example/",
        "http://localhost.evil.example/",
        "http://localhost:80x/",
        "http://localhost:65536/",
        "http://127.0.0.1?x=/",
        "http://[::1]:8400/",
        "https://localhost/",
        "https://login.microsoftonline.com/common/oauth2/nativeclient",
    };
    char first[URL_SIZE] = "http://localhost/a/b?c=:1";
    char same[URL_SIZE];
    char text[URL_SIZE];
    int port = 0;

    (void) state;
    assert_true(loopback_listen(first));
    assert_int_equal(sscanf(first, "http://localhost:%d/a/b?c=:1", &port), 1);
    assert_true(port > 1023);
    memcpy(same, first, sizeof(same));
    assert_false(loopback_listen(same)); /* somebody has it */
    assert_string_equal(same, first);
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        snprintf(text, sizeof(text), "%s", refused[i]);
        if (loopback_listen(text))
            fail_msg("%s", refused[i]);
        assert_string_equal(text, refused[i]);
    }
    snprintf(text, sizeof(text), "http://127.0.0.1");
    assert_true(loopback_listen(text));
    assert_int_equal(sscanf(text, "http://127.0.0.1:%d", &port), 1);
    snprintf(uri, URL_SIZE, "%s", text);
    close(browser());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(takes_the_code, listen_again),
        cmocka_unit_test_setup(takes_an_error, listen_again),
        cmocka_unit_test_setup(goes_on_after_others, listen_again),
        cmocka_unit_test_setup(does_not_wait_for_one, listen_again),
        cmocka_unit_test_setup(keeps_a_slow_one, listen_again),
        cmocka_unit_test_setup(reads_a_slow_browser, listen_again),
        cmocka_unit_test_setup(gives_up_on_a_long_one, listen_again),
        cmocka_unit_test_setup(serves_only_one, listen_again),
        cmocka_unit_test_setup(hears_the_other, listen_again),
        cmocka_unit_test(listens_where_it_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
