/* SPDX-License-Identifier: BSD-2-Clause
 *
 * A URL as this software accepts one: absolute, https, without anything
 * that lets two readers see two different hosts in it.
 */

#pragma once

#include "shared/limits.h"

#include <stdbool.h>
#include <stddef.h>

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

/*
 * A provider with this issuer may have an endpoint there: at the issuer's own
 * origin, or at the default port of a host in the blank-separated list of
 * those that the administrator named (endpoint_hosts).
 */
bool url_is_endpoint(const char *url, const char *issuer, const char *hosts);

/* The host of the URL for a log, cleaned and cut to fit into `size` bytes; for
 * what is no such URL the text itself. */
void url_name_host(const char *text, char *ret_host, size_t size);

/* Both are such URLs, and scheme, host and port are equal (RFC 6454). */
bool url_same_origin(const char *a, const char *b);
