/* SPDX-License-Identifier: BSD-2-Clause
 *
 * One HTTP answer as plain data, so that those who read it need no HTTP
 * library.
 */

#pragma once

#include "shared/answer_class.h"
#include "shared/limits.h"

#include <stddef.h>
#include <stdint.h>

enum { AUTHENTICATE_MAX = 16 }; /* WWW-Authenticate field lines kept */

struct http_answer {
    /* ANSWER_OK: an answer arrived and the rest is valid; ANSWER_TRANSIENT:
     * none did; ANSWER_UNTRUSTED: TLS did not verify; ANSWER_MALFORMED: not
     * HTTP, too large, or a redirect; ANSWER_CONFIG: ca_file cannot be used.
     */
    enum answer_class transport;
    char reason[WORD_SIZE]; /* our word for why none did; else empty */
    long status;
    char *body; /* NUL-terminated; owned by the http that made it */
    size_t length;
    const char *authenticate[AUTHENTICATE_MAX]; /* field values, in order */
    size_t authenticate_count;
    const char *location; /* of a redirect, or NULL */
    int64_t retry_after;  /* seconds; 0 for none, -1 for unreadable */
};

/*
 * What transport and status alone say of an answer: ok for a 2xx, throttled
 * for 429, transient for 408 and 5xx (RFC 9110 section 15), malformed for
 * what nobody should answer here.
 */
enum answer_class http_answer_judge(const struct http_answer *);
