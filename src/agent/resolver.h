/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The addresses of a host.  The HTTP library would start a thread to find
 * them, and a process that can start threads can start any number of them.
 */

#pragma once

#include "shared/limits.h"

#include <stdbool.h>

#include <stddef.h>

enum {
    ADDRESSES_MAX = 16,                        /* of one host, that are used */
    PLACES_MAX = 8,                            /* hosts and ports of a login */
    PLACE_SIZE = NAME_SIZE + sizeof(":65535"), /* "host:port" */
    ENTRY_SIZE = PLACE_SIZE + LINE_SIZE,       /* that, and its addresses */
};

/* What was found so far. */
struct resolver {
    int patience; /* the most seconds that a silent name server is waited for;
                     each is asked twice at most */
    char places[PLACES_MAX][PLACE_SIZE];
    size_t count;
};

/*
 * Find the addresses of a host, as the system does: /etc/hosts and the name
 * service.  ret_entry is what libcurl has to be told (CURLOPT_RESOLVE), such
 * as "host:443:192.0.2.1,[::1]", in the order in which they are to be tried
 * (RFC 6724); empty for a host that is an address, or that was found before.
 * False where none is known, and for one host too many.
 */
bool resolver_find(struct resolver *, const char *host, const char *port,
                   char ret_entry[ENTRY_SIZE]);
