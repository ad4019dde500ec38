/* SPDX-License-Identifier: BSD-2-Clause
 *
 * HTTP as libmicrohttpd speaks it, without a thread of its own: calls come in
 * and their answers go out from the loop.
 */

#pragma once

#include "relay/call.h"
#include "relay/loop.h"

#include <sys/socket.h>

struct http_options {
    int listener; /* which is the server's from now on; -1 for none */
    bool tls;     /* with the certificate of certificate.h */
    int64_t connections;
    size_t head; /* bytes of a request's head, and of the answer's */
    bool closes; /* each connection is for one call */
    const char *trusted_proxies; /* as in the configuration */
    const char *policy;          /* Content-Security-Policy of pages */

    void (*answer)(void *context, struct call *);
    void *context;
};

struct http;

/* Serve from the loop; what the options point to has to last.  NULL, with the
 * listener closed, where the library cannot. */
struct http *http_open(struct loop *, const struct http_options *);

/* Serve this connection, which is the server's from now on. */
void http_take(struct http *, int connection, const struct sockaddr *,
               socklen_t length);

/* Take no connections from now on. */
void http_quiet(struct http *);

/* Calls whose answers are due. */
int64_t http_due(const struct http *);

/* End it; nothing is due. */
void http_close(struct http *);
