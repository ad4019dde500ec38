/* SPDX-License-Identifier: BSD-2-Clause
 *
 * One HTTP request and its answer, as libmicrohttpd has them.
 */

#pragma once

#include "relay/http.h"

#include <microhttpd.h>

struct exchange {
    struct call call;
    struct http *http;
    const struct http_options *options;
    struct MHD_Connection *connection;
    struct watch watch; /* of the connection, while the answer is due */
    char *target;       /* path and query, as they came */
    bool begun;         /* the head is there */
    bool asked, finished, suspended;
    int fields[4]; /* how often each of those stood there that we know */
};

/* One for a request to this target; NULL without memory. */
struct exchange *exchange_new(const char *target, struct MHD_Connection *);
void exchange_free(struct exchange *);

/* Take what stands in the head; MHD_NO without memory. */
enum MHD_Result exchange_take_head(struct exchange *, const char *method);

/* Take a piece of the body, up to what is bearable; MHD_NO beyond that. */
enum MHD_Result exchange_take_body(struct exchange *, const char *data,
                                   size_t size);

/* Queue the answer; MHD_NO where the library cannot. */
enum MHD_Result exchange_send(struct exchange *);
