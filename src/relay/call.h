/* SPDX-License-Identifier: BSD-2-Clause
 *
 * One HTTP request and its answer, as plain values: nothing here knows the
 * HTTP library.  An answer may be given later.
 */

#pragma once

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>

enum {
    BODY_MAX = 16 * 1024,   /* bytes of a request's body */
    HEADER_FIELDS_MAX = 8,  /* of an answer, besides those all have */
    CALL_ADDRESS_SIZE = 46, /* as inet_ntop(3) writes one */
};

enum method {
    METHOD_GET, /* HEAD too: the HTTP library leaves its body out */
    METHOD_POST,
    METHOD_DELETE,
    METHOD_OTHER
};

/* As it came; a text is empty where there is none. */
struct request {
    enum method method;
    const char *path;  /* before the first '?', not decoded */
    const char *query; /* behind it */
    const char *authorization;
    const char *cookie;
    const char *languages; /* Accept-Language */
    const char *origin;
    bool twice;                      /* one of these came more than once */
    char address[CALL_ADDRESS_SIZE]; /* of the client, behind any front */
    char *body;                      /* of `length` bytes and a NUL */
    size_t length;
    bool too_large; /* the rest of the body is missing */
};

struct header_field {
    const char *name;
    char *value; /* allocated */
};

struct response {
    int status;
    bool page; /* HTML; else JSON */
    struct header_field fields[HEADER_FIELDS_MAX];
    size_t field_count;
    char *body; /* allocated; NULL for none */
    size_t length;
};

/* What a call is to the one that answers it. */
struct call {
    struct request request;
    struct response response;
    void *answering; /* of whoever answers */

    /* Called while the answer is due and the client has hung up, once; NULL
     * where nobody asks.  The answer is still due. */
    void (*hung_up)(struct call *);
};

/* The answer is complete: from within the call to answer it or later, once.
 * The call is gone behind it. */
void call_finish(struct call *);

/* The client cannot take an answer any more: end of file or hang-up at its
 * connection at this moment. */
bool call_is_dead(struct call *);

/* Add a header field with a formatted value; it is left out without memory,
 * and the status becomes 500. */
void call_add_field(struct call *, const char *name, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Copy a body of this many bytes; 500 without memory. */
void call_set_body(struct call *, const char *body, size_t length);
