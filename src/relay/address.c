/* SPDX-License-Identifier: BSD-2-Clause */

#include "relay/address.h"

#include "shared/limits.h"
#include "shared/text.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>

#define UNIX "unix:"

/* One spelling for each address, so that texts can be compared. */
static bool is_spelt(int family, const char *text, void *ret_address)
{
    char spelling[INET6_ADDRSTRLEN];

    return inet_pton(family, text, ret_address) == 1 &&
           inet_ntop(family, ret_address, spelling, sizeof(spelling)) !=
               NULL &&
           strcmp(spelling, text) == 0;
}

/* Fronts are compared with it as a text, so that "::1" has to be written so
 * and not "0:0::1". */
bool address_is_ip(const char *text)
{
    struct in6_addr address;

    return is_spelt(AF_INET, text, &address) ||
           is_spelt(AF_INET6, text, &address);
}

/* 1 to 65535 in digits; 0 for anything else. */
static in_port_t parse_port(const char *text)
{
    size_t digits = strspn(text, "0123456789");
    long port = strtol(text, NULL, 10);

    if (digits == 0 || digits > 5 || text[digits] != '\0' || text[0] == '0' ||
        port > 65535)
        return 0;
    return htons((in_port_t) port);
}

/* A directory cannot be bound to, and a path that begins elsewhere would
 * depend on where the service was started. */
static socklen_t parse_path(const char *path, struct sockaddr_un *ret)
{
    ret->sun_family = AF_UNIX;
    if (path[0] != '/' || path[strlen(path) - 1] == '/' ||
        !text_copy(ret->sun_path, sizeof(ret->sun_path), path))
        return 0;
    return sizeof(*ret);
}

static socklen_t parse_ipv4(const char *host, in_port_t port,
                            struct sockaddr_in *ret)
{
    ret->sin_family = AF_INET;
    ret->sin_port = port;
    return is_spelt(AF_INET, host, &ret->sin_addr) ? sizeof(*ret) : 0;
}

static socklen_t parse_ipv6(const char *host, in_port_t port,
                            struct sockaddr_in6 *ret)
{
    ret->sin6_family = AF_INET6;
    ret->sin6_port = port;
    return is_spelt(AF_INET6, host, &ret->sin6_addr) ? sizeof(*ret) : 0;
}

/* The last colon is that of the port: an IPv6 address stands in brackets, as
 * in a URL (RFC 3986 section 3.2.2). */
socklen_t address_parse(const char *text, struct sockaddr_storage *ret)
{
    const char *colon = strrchr(text, ':');
    char host[WORD_SIZE];
    in_port_t port;
    size_t length;

    memset(ret, 0, sizeof(*ret));
    if (strncmp(text, UNIX, strlen(UNIX)) == 0)
        return parse_path(text + strlen(UNIX), (struct sockaddr_un *) ret);
    if (colon == NULL || colon - text >= WORD_SIZE)
        return 0;
    port = parse_port(colon + 1);
    if (port == 0)
        return 0;
    length = (size_t) (colon - text);
    if (text[0] != '[') {
        text_format(host, sizeof(host), "%.*s", (int) length, text);
        return parse_ipv4(host, port, (struct sockaddr_in *) ret);
    }
    if (colon[-1] != ']')
        return 0;
    text_format(host, sizeof(host), "%.*s", (int) length - 2, text + 1);
    return parse_ipv6(host, port, (struct sockaddr_in6 *) ret);
}

/* What can be parsed can be listened at, if the machine has that address. */
bool address_fits(const char *text)
{
    struct sockaddr_storage address;

    return address_parse(text, &address) > 0;
}

/* What leaves the machine needs TLS: codes and secrets are on their way there.
 * */
bool address_is_local(const char *text)
{
    struct sockaddr_storage address;

    return address_parse(text, &address) > 0 && address_stays_here(&address);
}

/* A family that is none of these is nobody's whom we know. */
bool address_stays_here(const struct sockaddr_storage *address)
{
    const struct sockaddr_in *ipv4 = (const struct sockaddr_in *) address;
    const struct sockaddr_in6 *ipv6 = (const struct sockaddr_in6 *) address;

    switch (address->ss_family) {
    case AF_INET:
        return ntohl(ipv4->sin_addr.s_addr) >> 24 == IN_LOOPBACKNET;
    case AF_INET6:
        return IN6_IS_ADDR_LOOPBACK(&ipv6->sin6_addr);
    case AF_UNIX:
        return true;
    default:
        return false;
    }
}
