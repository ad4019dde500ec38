/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Where a request goes is found out by us: the HTTP library, which would start
 * a thread for it, gets to know each address by the port that it looks for.
 */

#include "agent/http.h"
#include "shared/text.h"

#include <netdb.h>
#include <netinet/in.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const char *asked; /* the name */
static int threads;

/* In place of the system's: every name is this machine. */
__attribute__((visibility("default"))) int getaddrinfo(
    const char *name, const char *service, const struct addrinfo *hints,
    struct addrinfo **ret_found)
{
    static struct sockaddr_in here = {.sin_family = AF_INET};
    static struct addrinfo found = {.ai_family = AF_INET,
                                    .ai_addrlen = sizeof(here)};

    (void) service;
    (void) hints;
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    found.ai_addr = (struct sockaddr *) (void *) &here;
    asked = strstr(name, "proxy") != NULL ? "proxy" : "server";
    *ret_found = &found;
    return 0;
}

__attribute__((visibility("default"))) void freeaddrinfo(
    struct addrinfo *found)
{
    (void) found;
}

/* An agent can start none. */
__attribute__((visibility("default"))) int pthread_create(
    pthread_t *ret_thread, const pthread_attr_t *attributes,
    void *(*run)(void *), void *argument)
{
    (void) ret_thread;
    (void) attributes;
    (void) run;
    (void) argument;
    threads++;
    return -1;
}

static void by_any_port(void **state)
{
    static const struct {
        const char *url;
        const char *proxy;
        const char *asked;
    } rows[] = {
        {"https://server.example:1/", "", "server"},
        {"https://SERVER.example:00001/", "", "server"},
        {"https://server.example:1/", "http://proxy.example:1", "proxy"},
        {"https://server.example:1/", "https://proxy.example:1", "proxy"},
        {"https://server.example:1/", "http://proxy.example", "proxy"},
        {"https://server.example:1/", "https://proxy.example", "proxy"},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct http_request request = {.url = rows[i].url, .max = 10};
        struct network network = {
            .connect_timeout = 2, .request_timeout = 2, .remaining = 5000};
        struct http_answer answer;
        struct http *http;

        asked = "";
        text_copy(network.proxy, URL_SIZE, rows[i].proxy);
        http = http_new(&network);
        assert_non_null(http);
        http_send(http, &request, &answer);
        http_free(&http);
        assert_string_equal(asked, rows[i].asked);
        assert_int_equal(threads, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(by_any_port),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
