/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The addresses of a host, as the HTTP library is told them; the system's
 * resolver is played here.
 */

#include "agent/resolver.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <resolv.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { FOUND_MAX = 20 };

/* What the system finds, up to NULL. */
static const char *there[FOUND_MAX + 1];
static int asked_as; /* the family */

static struct addrinfo *describe(const char *address)
{
    struct addrinfo *one = calloc(1, sizeof(*one));
    struct sockaddr_in6 *six = calloc(1, sizeof(*six));
    struct sockaddr_in *four = (struct sockaddr_in *) (void *) six;

    assert_non_null(one);
    assert_non_null(six);
    one->ai_addr = (struct sockaddr *) (void *) six;
    if (strchr(address, ':') != NULL) {
        one->ai_family = six->sin6_family = AF_INET6;
        one->ai_addrlen = sizeof(*six);
        assert_int_equal(inet_pton(AF_INET6, address, &six->sin6_addr), 1);
    } else {
        one->ai_family = four->sin_family = AF_INET;
        one->ai_addrlen = sizeof(*four);
        assert_int_equal(inet_pton(AF_INET, address, &four->sin_addr), 1);
    }
    return one;
}

int getaddrinfo(const char *name, const char *service,
                const struct addrinfo *hints, struct addrinfo **ret_found)
{
    struct addrinfo **end = ret_found;

    (void) service;
    assert_string_equal(name, "idp.example");
    asked_as = hints->ai_family;
    *end = NULL;
    for (size_t i = 0; there[i] != NULL; i++) {
        *end = describe(there[i]);
        end = &(*end)->ai_next;
    }
    return *ret_found == NULL ? EAI_NONAME : 0;
}

void freeaddrinfo(struct addrinfo *found)
{
    while (found != NULL) {
        struct addrinfo *next = found->ai_next;

        free(found->ai_addr);
        free(found);
        found = next;
    }
}

static struct resolver resolver;
static char entry[ENTRY_SIZE];

static int set_up(void **state)
{
    (void) state;
    resolver = (struct resolver){.patience = 2};
    there[0] = NULL;
    return 0;
}

static void all_in_their_order(void **state)
{
    (void) state;
    there[0] = "2001:db8::1";
    there[1] = "192.0.2.1";
    there[2] = NULL;
    assert_true(resolver_find(&resolver, "idp.example", "443", entry));
    assert_string_equal(entry, "idp.example:443:[2001:db8::1],192.0.2.1");
    assert_int_equal(asked_as, AF_UNSPEC);
}

static void none_is_an_answer(void **state)
{
    (void) state;
    assert_false(resolver_find(&resolver, "idp.example", "443", entry));
    assert_string_equal(entry, "");
    assert_int_equal(resolver.count, 0);
}

/* More than enough is cut at a whole address. */
static void not_more_than_enough(void **state)
{
    int commas = 0;

    (void) state;
    for (size_t i = 0; i < FOUND_MAX; i++)
        there[i] = "2001:db8:1111:2222:3333:4444:5555:6666";
    assert_true(resolver_find(&resolver, "idp.example", "443", entry));
    for (const char *i = entry; *i != '\0'; i++)
        commas += *i == ',';
    assert_int_equal(commas + 1, ADDRESSES_MAX);
    assert_int_equal(entry[strlen(entry) - 1], ']');
}

/* libcurl knows what it was told. */
static void each_is_found_once(void **state)
{
    char port[8];

    (void) state;
    there[0] = "192.0.2.1";
    there[1] = NULL;
    assert_true(resolver_find(&resolver, "idp.example", "443", entry));
    assert_true(resolver_find(&resolver, "idp.example", "443", entry));
    assert_string_equal(entry, "");
    assert_true(resolver_find(&resolver, "idp.example", "8443", entry));
    assert_string_equal(entry, "idp.example:8443:192.0.2.1");
    for (int i = 2; i < PLACES_MAX; i++) {
        snprintf(port, sizeof(port), "%d", i);
        assert_true(resolver_find(&resolver, "idp.example", port, entry));
    }
    assert_false(resolver_find(&resolver, "idp.example", "1", entry));
    assert_true(resolver_find(&resolver, "idp.example", "443", entry));
}

/* resolv.conf may have patience that no login has; what is quicker there stays
 * as it is. */
static void patience_is_ours(void **state)
{
    int usual;

    (void) state;
    assert_int_equal(res_init(), 0);
    usual = _res.retrans;
    resolver.patience = usual + 10;
    (void) resolver_find(&resolver, "idp.example", "443", entry);
    assert_int_equal(_res.retrans, usual);
    assert_in_range(_res.retry, 1, 2);
    resolver.patience = 1;
    (void) resolver_find(&resolver, "idp.example", "443", entry);
    assert_int_equal(_res.retrans, 1);
    resolver.patience = 0;
    (void) resolver_find(&resolver, "idp.example", "443", entry);
    assert_int_equal(_res.retrans, 1);
}

/* getaddrinfo() above knows none of these. */
static void addresses_need_none(void **state)
{
    (void) state;
    assert_true(resolver_find(&resolver, "192.0.2.1", "443", entry));
    assert_string_equal(entry, "");
    assert_true(resolver_find(&resolver, "[2001:db8::1]", "443", entry));
    assert_string_equal(entry, "");
}

#define TEST(name) cmocka_unit_test_setup(name, set_up)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(all_in_their_order),   TEST(none_is_an_answer),
        TEST(not_more_than_enough), TEST(each_is_found_once),
        TEST(patience_is_ours),     TEST(addresses_need_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
