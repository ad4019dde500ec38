/* SPDX-License-Identifier: BSD-2-Clause */

#include "shared/url.h"
#include "shared/text.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <string.h>
#include <strings.h>

#define SCHEME "https://"

/* RFC 3986 section 2, without the fragment's '#': what is sent to a server has
 * none, and everything else is to be percent-encoded. */
#define DIGITS "0123456789"
#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define URL_BYTES DIGITS LETTERS "-._~:/?[]@!$&'()*+,;=%"

enum { LABEL_MAX = 63, DEFAULT_PORT = 443 };

/* It stands in brackets. */
static bool is_ipv6(const char *host)
{
    char address[NAME_SIZE];
    unsigned char binary[16];

    text_format(address, sizeof(address), "%.*s", (int) strlen(host) - 2,
                host + 1);
    return inet_pton(AF_INET6, address, binary) == 1;
}

/* Labels of letters, digits and hyphens, none of them empty. */
static bool is_name(const char *host)
{
    for (;;) {
        size_t label = strspn(host, DIGITS LETTERS "-");

        if (label == 0 || label > LABEL_MAX)
            return false;
        if (host[label] == '\0')
            return true;
        if (host[label] != '.')
            return false;
        host += label + 1;
    }
}

/* RFC 3986 section 3.2.2 without its registered names in any bytes: what a
 * resolver could read in another way than we do is no host. */
static bool parse_host(const char *text, size_t length, struct url *url)
{
    if (length == 0 || length >= sizeof(url->host))
        return false;
    for (size_t i = 0; i < length; i++)
        url->host[i] = (char) tolower((unsigned char) text[i]);
    url->host[length] = '\0';
    if (url->host[0] == '[')
        return is_ipv6(url->host);
    return is_name(url->host);
}

/* What stands between the host and the path: nothing, or a colon and up to
 * five digits. */
static bool parse_port(const char *text, size_t length, struct url *url)
{
    int port = 0;

    url->port = DEFAULT_PORT;
    if (length == 0)
        return true;
    if (text[0] != ':' || length < 2 || length > 6 || text[1] == '0' ||
        strspn(text + 1, DIGITS) < length - 1)
        return false;
    for (size_t i = 1; i < length; i++)
        port = port * 10 + (text[i] - '0');
    url->port = port;
    return port <= 65535;
}

/* How many bytes of what follows the scheme are the host. */
static size_t span_host(const char *text)
{
    if (text[0] == '[')
        return strcspn(text, "]") + 1;
    return strcspn(text, ":/?");
}

/* No user name can be in one: '@' is in no host, and what stands before it
 * would read as the host to a person. */
bool url_parse(const char *text, struct url *ret_url)
{
    struct url url = {.port = 0};
    size_t authority;
    size_t host;

    if (strlen(text) >= sizeof(url.path) ||
        strncasecmp(text, SCHEME, strlen(SCHEME)) != 0 ||
        text[strspn(text, URL_BYTES)] != '\0')
        return false;
    text += strlen(SCHEME);
    authority = strcspn(text, "/?");
    host = span_host(text);
    if (host > authority || !parse_host(text, host, &url) ||
        !parse_port(text + host, authority - host, &url))
        return false;
    text += authority;
    if (text[0] != '/')
        text_append(url.path, sizeof(url.path), "/");
    text_append(url.path, sizeof(url.path), "%s", text);
    *ret_url = url;
    return true;
}

/* A path says nothing about who answers there. */
bool url_same_origin(const char *a, const char *b)
{
    struct url first;
    struct url second;

    return url_parse(a, &first) && url_parse(b, &second) &&
           strcmp(first.host, second.host) == 0 && first.port == second.port;
}

/* A host that is only named is one at the standard port: behind another, any
 * of its users may answer. */
bool url_is_endpoint(const char *text, const char *issuer, const char *hosts)
{
    struct url url;

    return url_same_origin(text, issuer) ||
           (url_parse(text, &url) && url.port == DEFAULT_PORT &&
            text_has_word(hosts, url.host));
}

void url_name_host(const char *text, char *ret_host, size_t size)
{
    struct url url;

    if (url_parse(text, &url))
        text = url.host;
    text_format(ret_host, size, "%s", text);
    text_make_printable(ret_host);
}
