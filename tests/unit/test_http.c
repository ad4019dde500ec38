/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Requests to a server on the loopback that answers badly.
 */

#include "agent/http.h"
#include "shared/text.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#define LONG_LABEL                                                            \
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"                                \
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

enum { BODY_MAX = 1000 };

static struct {
    pid_t pid;
    int input; /* its end ends the server */
    int port;
    int old_port;
    char directory[NAME_SIZE];
} server;

static void become_server(int input, int output)
{
    const char *top = getenv("top_srcdir");
    char script[PATH_SIZE];

    snprintf(script, sizeof(script), "%s/tests/unit/data/http_server.py",
             top == NULL ? "." : top);
    dup2(input, STDIN_FILENO);
    dup2(output, STDOUT_FILENO);
    execl("/usr/bin/python3", "python3", "-B", "-W", "ignore", script, NULL);
    _exit(127);
}

static int start_server(void **state)
{
    int input[2];
    int output[2];
    FILE *line;
    int read;

    (void) state;
    signal(SIGPIPE, SIG_IGN);
    if (pipe2(input, O_CLOEXEC) != 0 || pipe2(output, O_CLOEXEC) != 0)
        return -1;
    server.pid = fork();
    if (server.pid == 0)
        become_server(input[0], output[1]);
    close(input[0]);
    close(output[1]);
    server.input = input[1];
    line = fdopen(output[0], "r");
    read = fscanf(line, "%d %d %255s", &server.port, &server.old_port,
                  server.directory);
    fclose(line);
    return read == 3 ? 0 : -1;
}

static int stop_server(void **state)
{
    (void) state;
    close(server.input);
    return waitpid(server.pid, NULL, 0) == server.pid ? 0 : -1;
}

/* The network that trusts this certificate of the server's directory. */
static struct network trusting(const char *certificate)
{
    struct network network = {
        .connect_timeout = 5, .request_timeout = 5, .remaining = 20000};

    snprintf(network.ca_file, sizeof(network.ca_file), "%s/%s",
             server.directory, certificate);
    return network;
}

static struct http *connect_to_server(void)
{
    const struct network network = trusting("ca.pem");
    struct http *http = http_new(&network);

    assert_non_null(http);
    return http;
}

/* Send a request of this kind for a path of localhost. */
static struct http_answer ask(struct http *http, const char *path,
                              struct http_request request)
{
    char url[URL_SIZE];
    struct http_answer answer;

    snprintf(url, sizeof(url), "https://localhost:%d%s", server.port, path);
    request.url = url;
    http_send(http, &request, &answer);
    return answer;
}

/* GET it with a ceiling of BODY_MAX. */
static struct http_answer get(struct http *http, const char *path)
{
    return ask(http, path, (struct http_request){.max = BODY_MAX});
}

static int get_number(struct http *http, const char *path)
{
    return atoi(get(http, path).body);
}

static int64_t milliseconds(void)
{
    struct timespec now = {0};

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t) now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void judges_answers(void **state)
{
    static const struct {
        const char *path;
        enum answer_class transport;
        const char *reason;
        long status;
        size_t length;
    } rows[] = {
        {"/ok", ANSWER_OK, "", 200, 5},
        {"/refused", ANSWER_OK, "", 400, 2},
        {"/exact", ANSWER_OK, "", 200, BODY_MAX},
        {"/packed", ANSWER_OK, "", 200, 8},
        {"/interim", ANSWER_OK, "", 200, 4},
        {"/trailer", ANSWER_OK, "", 200, 4},
        {"/redirect", ANSWER_MALFORMED, "redirect", 302, 0},
        {"/unmodified", ANSWER_MALFORMED, "redirect", 304, 0},
        {"/large", ANSWER_MALFORMED, "too_large", 0, 0},
        {"/flood", ANSWER_MALFORMED, "too_large", 0, 0},
        {"/fields_flood", ANSWER_MALFORMED, "too_large", 0, 0},
        {"/interim_flood", ANSWER_MALFORMED, "too_large", 0, 0},
        {"/endless_head", ANSWER_MALFORMED, "memory", 0, 0},
        {"/zero", ANSWER_MALFORMED, "protocol", 0, 0},
        {"/not_http", ANSWER_MALFORMED, "protocol", 0, 0},
        {"/nothing", ANSWER_TRANSIENT, "broken_off", 0, 0},
        {"/truncated", ANSWER_TRANSIENT, "broken_off", 0, 0},
        {"/chunk_truncated", ANSWER_TRANSIENT, "broken_off", 0, 0},
    };
    struct http *http = connect_to_server();

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct http_answer answer = get(http, rows[i].path);

        assert_string_equal(answer.reason, rows[i].reason);
        assert_int_equal(answer.transport, rows[i].transport);
        assert_int_equal(answer.status, rows[i].status);
        assert_int_equal(answer.length, rows[i].length);
        assert_int_equal(answer.retry_after, 0);
        assert_int_equal(answer.authenticate_count, 0);
        if (answer.transport == ANSWER_OK)
            assert_int_equal(strlen(answer.body), answer.length);
        else
            assert_null(answer.body);
    }
    assert_int_equal(http_requests(http), sizeof(rows) / sizeof(rows[0]));
    http_free(&http);
    assert_null(http);
}

static void reads_fields(void **state)
{
    struct http *http = connect_to_server();
    struct http_answer answer = get(http, "/challenges");

    (void) state;
    assert_int_equal(answer.status, 401);
    assert_int_equal(answer.authenticate_count, 2);
    assert_string_equal(answer.authenticate[0], "Basic realm=\"a\"");
    assert_string_equal(answer.authenticate[1],
                        "Bearer error=\"x\",  \t claims=\"e30\"");
    assert_int_equal(answer.retry_after, 7);
    assert_int_equal(get(http, "/many").authenticate_count, AUTHENTICATE_MAX);
    http_free(&http);
}

static void sends_only_what_is_meant(void **state)
{
    const struct http_request request = {
        .form = "a=b&c=d", .header = (char[]){"X-One: two"}, .max = 4096};
    struct http *http = connect_to_server();
    struct http_answer answer = ask(http, "/echo", request);

    (void) state;
    assert_int_equal(answer.status, 200);
    assert_memory_equal(answer.body, "POST /echo HTTP/1.1\r\n", 21);
    assert_non_null(strstr(answer.body, "\r\nUser-Agent: pam_claims/"));
    assert_non_null(strstr(answer.body, "\r\nAccept: application/json\r\n"));
    assert_non_null(strstr(answer.body, "\r\nX-One: two"));
    assert_string_equal(answer.body + answer.length - 7, "a=b&c=d");
    assert_null(strcasestr(answer.body, "expect:"));
    assert_null(strcasestr(answer.body, "encoding:"));
    assert_null(strcasestr(answer.body, "cookie:"));
    answer = get(http, "/echo");
    assert_memory_equal(answer.body, "GET /echo HTTP/1.1\r\n", 20);
    assert_null(strstr(answer.body, "X-One"));
    assert_null(strstr(answer.body, "a=b"));
    http_free(&http);
}

static void keeps_one_connection(void **state)
{
    struct http *http = connect_to_server();
    int before = get_number(http, "/count");

    (void) state;
    for (int i = 0; i < 5; i++)
        get(http, i % 2 == 0 ? "/ok" : "/refused");
    assert_int_equal(get_number(http, "/count"), before);
    assert_int_equal(http_requests(http), 7);
    ask(http, "/ok", (struct http_request){.once = true, .max = BODY_MAX});
    assert_int_equal(get_number(http, "/count"), before + 1);
    http_free(&http);
}

/* The server takes a form and closes the connection without a word. */
static void sends_some_requests_only_once(void **state)
{
    struct http *http = connect_to_server();

    (void) state;
    for (int once = 0; once <= 1; once++) {
        struct http_request post = {.form = "a=b", .once = once, .max = 1};

        get(http, "/ok");
        assert_string_equal(ask(http, "/keep", post).reason, "broken_off");
        assert_int_equal(get_number(http, "/kept"), once ? 1 : 2);
    }
    http_free(&http);
}

static void believes_only_the_right_server(void **state)
{
    static const struct {
        const char *host;
        const char *certificate;
        bool old;
        enum answer_class transport;
        const char *reason;
    } rows[] = {
        {"localhost", "ca.pem", false, ANSWER_OK, ""},
        {"127.0.0.1", "ca.pem", false, ANSWER_UNTRUSTED, "certificate"},
        {"localhost", "other.pem", false, ANSWER_UNTRUSTED, "certificate"},
        {"localhost", "missing.pem", false, ANSWER_CONFIG, "ca_file"},
        {"localhost", "", false, ANSWER_UNTRUSTED, "certificate"},
        {"localhost", "ca.pem", true, ANSWER_UNTRUSTED, "tls"},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char url[URL_SIZE];
        const struct http_request request = {.url = url, .max = BODY_MAX};
        struct network network = trusting(rows[i].certificate);
        struct http *http;
        struct http_answer answer;

        if (rows[i].certificate[0] == '\0')
            network.ca_file[0] = '\0';
        http = http_new(&network);
        snprintf(url, sizeof(url), "https://%s:%d/ok", rows[i].host,
                 rows[i].old ? server.old_port : server.port);
        http_send(http, &request, &answer);
        assert_int_equal(answer.transport, rows[i].transport);
        assert_string_equal(answer.reason, rows[i].reason);
        http_free(&http);
    }
}

static void refuses_other_protocols(void **state)
{
    static const char *const urls[] = {
        "http://localhost/", "file:///etc/passwd", "ftp://localhost/", ""};
    struct http *http = connect_to_server();

    (void) state;
    for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++) {
        const struct http_request request = {.url = urls[i], .max = BODY_MAX};
        struct http_answer answer;

        http_send(http, &request, &answer);
        assert_int_equal(answer.transport, ANSWER_MALFORMED);
    }
    http_free(&http);
}

static void reports_what_is_not_there(void **state)
{
    static const struct {
        const char *url;
        const char *proxy;
        const char *reason;
    } rows[] = {
        {"https://127.0.0.1:1/", "", "connect"},
        {"https://" LONG_LABEL ".test/", "", "resolve"},
        {"https://127.0.0.1/", "http://127.0.0.1:1", "connect"},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct http_request request = {.url = rows[i].url, .max = 10};
        struct network network = trusting("ca.pem");
        struct http *http;
        struct http_answer answer;

        text_copy(network.proxy, sizeof(network.proxy), rows[i].proxy);
        http = http_new(&network);
        http_send(http, &request, &answer);
        assert_int_equal(answer.transport, ANSWER_TRANSIENT);
        assert_string_equal(answer.reason, rows[i].reason);
        http_free(&http);
    }
}

/* A slow server costs the request timeout or what is left of the attempt. */
static void ends_in_time(void **state)
{
    static const struct {
        const char *path;
        int64_t request_timeout;
        int64_t remaining;
        int64_t least;
    } rows[] = {
        {"/drip", 1, 20000, 1000}, {"/silent", 1, 20000, 1000},
        {"/drip", 5, 500, 500},    {"/silent", 5, 500, 500},
        {"/ok", 5, 0, 0},          {"/ok", 5, -1, 0},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct network network = trusting("ca.pem");
        int64_t start = milliseconds();
        struct http_answer answer;
        struct http *http;

        network.request_timeout = rows[i].request_timeout;
        network.remaining = rows[i].remaining;
        http = http_new(&network);
        answer = get(http, rows[i].path);
        assert_int_equal(answer.transport, ANSWER_TRANSIENT);
        assert_string_equal(answer.reason, "timeout");
        assert_in_range(milliseconds() - start + 50, rows[i].least,
                        rows[i].least + 900);
        http_free(&http);
    }
}

static void ignores_the_environment(void **state)
{
    struct http *http;

    (void) state;
    setenv("https_proxy", "http://127.0.0.1:1", 1);
    setenv("ALL_PROXY", "http://127.0.0.1:1", 1);
    setenv("SSL_CERT_FILE", "/dev/null", 1);
    http = connect_to_server();
    assert_int_equal(get(http, "/ok").transport, ANSWER_OK);
    unsetenv("https_proxy");
    unsetenv("ALL_PROXY");
    unsetenv("SSL_CERT_FILE");
    http_free(&http);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(judges_answers),
        cmocka_unit_test(reads_fields),
        cmocka_unit_test(sends_only_what_is_meant),
        cmocka_unit_test(keeps_one_connection),
        cmocka_unit_test(sends_some_requests_only_once),
        cmocka_unit_test(believes_only_the_right_server),
        cmocka_unit_test(refuses_other_protocols),
        cmocka_unit_test(reports_what_is_not_there),
        cmocka_unit_test(ends_in_time),
        cmocka_unit_test(ignores_the_environment),
    };

    return cmocka_run_group_tests(tests, start_server, stop_server);
}
