/* SPDX-License-Identifier: BSD-2-Clause
 *
 * A URL as this software accepts one: absolute, https, without anything
 * that lets two readers see two different hosts in it.
 */

#pragma once

#include "shared/limits.h"

#include <stdbool.h>

struct url {
    char host[NAME_SIZE]; /* lower case; an IPv6 address keeps its brackets */
    int port;             /* 443 where the URL names none */
    char path[URL_SIZE];  /* path and query; "/" where the URL has neither */
};

/*
 * Take an https URL apart (RFC 3986).  False, with ret_url untouched, for
 * any other scheme, a user name, a fragment, a byte that no URL may hold, a
 * host that is neither a DNS name, an IPv4 nor an IPv6 address, a port
 * outside 1 to 65535, and a text of URL_SIZE bytes or more.
 */
bool url_parse(const char *text, struct url *ret_url);

/* Both are such URLs, and scheme, host and port are equal (RFC 6454). */
bool url_same_origin(const char *a, const char *b);
