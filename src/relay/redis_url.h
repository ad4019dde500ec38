/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Where a Redis is, as the configuration writes it.
 */

#pragma once

#include "shared/limits.h"

#include <stdbool.h>
#include <stdint.h>

enum { SOCKET_PATH_SIZE = 108 }; /* of unix(7), with the NUL */

struct redis_url {
    bool tls;
    char path[SOCKET_PATH_SIZE]; /* of a Unix socket; empty for a host's */
    char host[NAME_SIZE];        /* a name, or an address without brackets */
    char port[WORD_SIZE];
    char password[NAME_SIZE]; /* empty for none */
    int64_t database;
};

/* Take a URL to pieces: NULL, or an advice for what is wrong with it. */
const char *redis_url_parse(const char *url, struct redis_url *ret_url);
