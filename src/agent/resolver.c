/* SPDX-License-Identifier: BSD-2-Clause */

#include "agent/resolver.h"
#include "shared/text.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <resolv.h>
#include <string.h>
#include <sys/socket.h>

enum { TRIES = 2 };

/* The system's own patience with a name server that is down can be longer
 * than a login's (resolv.conf(5), timeout and attempts). */
static void limit(int patience)
{
    /* glibc's getaddrinfo() takes the patience from here; elsewhere the
     * system's own holds. */
    if (res_init() != 0)
        return;
    if (patience < 1)
        patience = 1;
    if (_res.retrans > patience)
        _res.retrans = patience;
    if (_res.retry > TRIES)
        _res.retry = TRIES;
}

/* An address as libcurl takes it (CURLOPT_RESOLVE). */
static void append(const struct addrinfo *found, char list[LINE_SIZE])
{
    char address[INET6_ADDRSTRLEN];

    if (getnameinfo(found->ai_addr, found->ai_addrlen, address,
                    sizeof(address), NULL, 0, NI_NUMERICHOST) != 0)
        return;
    if (list[0] != '\0')
        text_append(list, LINE_SIZE, ",");
    if (found->ai_family == AF_INET6)
        text_append(list, LINE_SIZE, "[%s]", address);
    else
        text_append(list, LINE_SIZE, "%s", address);
}

/* Look them up, as a list with commas. */
static bool look_up(const char *host, char ret_addresses[LINE_SIZE])
{
    static const struct addrinfo wanted = {.ai_family = AF_UNSPEC,
                                           .ai_socktype = SOCK_STREAM};
    struct addrinfo *found = NULL;
    int count = 0;

    ret_addresses[0] = '\0';
    if (getaddrinfo(host, NULL, &wanted, &found) != 0)
        return false;
    for (const struct addrinfo *one = found;
         one != NULL && count < ADDRESSES_MAX; one = one->ai_next) {
        append(one, ret_addresses);
        count++;
    }
    freeaddrinfo(found);
    return ret_addresses[0] != '\0';
}

/* An IPv6 address stands in brackets. */
static bool is_address(const char *host)
{
    unsigned char binary[sizeof(struct in_addr)];

    return host[0] == '[' || inet_pton(AF_INET, host, binary) == 1;
}

static bool is_known(const struct resolver *resolver, const char *place)
{
    for (size_t i = 0; i < resolver->count; i++)
        if (strcmp(resolver->places[i], place) == 0)
            return true;
    return false;
}

bool resolver_find(struct resolver *resolver, const char *host,
                   const char *port, char ret_entry[ENTRY_SIZE])
{
    char place[PLACE_SIZE], addresses[LINE_SIZE];

    ret_entry[0] = '\0';
    text_format(place, sizeof(place), "%s:%s", host, port);
    if (is_address(host) || is_known(resolver, place))
        return true;
    limit(resolver->patience);
    if (resolver->count == PLACES_MAX || !look_up(host, addresses))
        return false;
    /* libcurl keeps what it is told for as long as the login lasts: a name
     * that leads elsewhere a moment later leads nobody astray. */
    text_copy(resolver->places[resolver->count++], PLACE_SIZE, place);
    text_format(ret_entry, ENTRY_SIZE, "%s:%s", place, addresses);
    return true;
}
