/* SPDX-License-Identifier: BSD-2-Clause
 *
 * HTTPS requests, as a rule over one connection that stays open.  Nothing is
 * taken from the environment, no redirect is followed, every answer is bounded
 * in size and time.  Only http.c knows which library does it.
 */

#pragma once

#include "agent/http_answer.h"
#include "wire/message.h"

struct http;

struct http_request {
    const char *url;
    const char *form;    /* an encoded form to POST, or NULL for a GET */
    char *header;        /* one more field line, or NULL, as the next one; */
    char *authorization; /* only read, but libcurl's list has no const */
    bool once;  /* over a new connection: on an old one that the server closes
                   without an answer a request is sent again */
    size_t max; /* bytes of body that are accepted */
    int64_t patience; /* ms that the answer may take; 0 for the timeout */
    int link;    /* a socket: when its other end hangs up, so does the request,
                    within a second; 0 for none */
    bool remove; /* DELETE, in place of the others */
};

/*
 * A client, which connects on first use and takes requests until
 * network->remaining has passed, counted from this call.  SIGPIPE must be
 * ignored in the process. NULL if a setting is refused or memory is short.  To
 * be freed.
 */
struct http *http_new(const struct network *network);

/* Close the connection, wipe what was received; NULL inside is fine. */
void http_free(struct http **http);

/*
 * Send one request and wait for its answer, at most for the request timeout
 * and the remaining time.  Always fills ret_answer; its pointers are valid
 * until the next request.  A 3xx is refused, with its location, and so are a
 * head above 64 KiB and a body above request->max.  Only the last of several
 * heads counts (interim answers, RFC 9110 section 15.2), and no trailer does.
 */
void http_send(struct http *http, const struct http_request *request,
               struct http_answer *ret_answer);

/* Requests so far, with those that never left this host. */
int64_t http_requests(const struct http *http);

/* Milliseconds until the login ends, 0 when it has ended. */
int64_t http_remaining(const struct http *http);
