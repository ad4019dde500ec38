/* SPDX-License-Identifier: BSD-2-Clause */

#include "relay/redis_url.h"

#include "format/percent.h"
#include "relay/store.h"
#include "shared/text.h"

#include <stdlib.h>
#include <string.h>

#define DEFAULT_PORT "6379"
#define HOST_BYTES                                                            \
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_"

/* Behind this beginning; NULL for another one. */
static char *behind(char *text, const char *beginning)
{
    size_t length = strlen(beginning);

    return strncmp(text, beginning, length) == 0 ? text + length : NULL;
}

/* The number of a database; Redis has 16 of them unless it was told. */
static bool parse_database(const char *text, int64_t *ret_database)
{
    size_t length = strlen(text);

    *ret_database = strtol(text, NULL, 10);
    return length <= 5 && strspn(text, "0123456789") == length;
}

/* '+' is itself in this part of a URL, and not a blank. */
static bool parse_password(const char *text, char ret_password[NAME_SIZE])
{
    size_t length = 0;

    for (; *text != '\0'; text++) {
        if (length + 4 > NAME_SIZE)
            return false;
        if (*text == '+') {
            memcpy(ret_password + length, "%2B", 3);
            length += 3;
        } else {
            ret_password[length++] = *text;
        }
    }
    ret_password[length] = '\0';
    return percent_decode(ret_password) && ret_password[0] != '\0';
}

/* Digits alone: the name of a service would be looked up, which may block. */
static bool parse_port(const char *text, char ret_port[WORD_SIZE])
{
    long port = strtol(text, NULL, 10);

    text_format(ret_port, WORD_SIZE, "%s", text);
    return text[0] != '\0' && strlen(text) <= 5 &&
           strspn(text, "0123456789") == strlen(text) && port > 0 &&
           port <= 65535;
}

/* "HOST", "HOST:PORT", "[ADDRESS]" or "[ADDRESS]:PORT". */
static bool parse_host(char *text, struct redis_url *ret_url)
{
    char *rest = text;
    const char *host;

    text_format(ret_url->port, WORD_SIZE, DEFAULT_PORT);
    if (text[0] == '[') {
        rest = text + 1;
        host = strsep(&rest, "]");
        if (rest == NULL ||
            strspn(host, "0123456789abcdefABCDEF:.") != strlen(host))
            return false;
        if (rest[0] == '\0')
            rest = NULL;
        else if (*rest++ != ':')
            return false;
    } else {
        host = strsep(&rest, ":");
        if (strspn(host, HOST_BYTES) != strlen(host))
            return false;
    }
    return host[0] != '\0' && text_copy(ret_url->host, NAME_SIZE, host) &&
           (rest == NULL || parse_port(rest, ret_url->port));
}

/* The last "@" ends the password, in which others may stand. */
static const char *parse_tcp(char *text, struct redis_url *ret_url)
{
    char *at = strrchr(text, '@');
    char *database;

    if (at != NULL) {
        *at = '\0';
        if (text[0] != ':' || !parse_password(text + 1, ret_url->password))
            return "write the password as :PASSWORD@ in front of the host, "
                   "with %40 for an @ and %2F for a /";
        text = at + 1;
    }
    database = text;
    (void) strsep(&database, "/");
    if (database != NULL && !parse_database(database, &ret_url->database))
        return "write the number of a database behind the host, as in /2";
    if (!parse_host(text, ret_url))
        return "write HOST or HOST:PORT, an IPv6 address in brackets";
    return NULL;
}

/* The schemes are those of other clients of Redis, so that an address can be
 * copied. */
const char *redis_url_parse(const char *url, struct redis_url *ret_url)
{
    char text[URL_SIZE];
    const char *path;

    memset(ret_url, 0, sizeof(*ret_url));
    if (!text_copy(text, sizeof(text), url))
        return "write a shorter URL";
    path = behind(text, "redis+unix://");
    if (path != NULL) {
        if (path[0] == '/' && text_copy(ret_url->path, SOCKET_PATH_SIZE, path))
            return NULL;
        return "write redis+unix:// and an absolute path of 107 bytes at most";
    }
    if (behind(text, "redis://") != NULL)
        return parse_tcp(behind(text, "redis://"), ret_url);
    ret_url->tls = behind(text, "rediss://") != NULL;
    if (ret_url->tls)
        return parse_tcp(behind(text, "rediss://"), ret_url);
    return "begin with redis://, rediss:// or redis+unix://";
}

/* The password was copied to judge it. */
const char *redis_url_flaw(const char *url)
{
    struct redis_url parsed;
    const char *flaw = redis_url_parse(url, &parsed);

    explicit_bzero(&parsed, sizeof(parsed));
    return flaw;
}
