/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The device authorization response (RFC 8628 section 3.2).
 */

#pragma once

#include "agent/token_error.h"

enum {
    DEVICE_INTERVAL_DEFAULT = 5, /* all in seconds */
    DEVICE_INTERVAL_MAX = 30,
    DEVICE_EXPIRES_MIN = 30,
    DEVICE_EXPIRES_MAX = 900,
};

/* Printable ASCII; the addresses are https ones, their hosts unchecked. */
struct device_response {
    char device_code[TOKEN_SIZE]; /* a secret */
    char user_code[WORD_SIZE];
    char verification_uri[URL_SIZE];
    char verification_uri_complete[URL_SIZE]; /* empty: none that is usable */
    int64_t interval;                         /* 1 to DEVICE_INTERVAL_MAX */
    int64_t expires_in;                       /* within its two limits */
};

/*
 * Read and check the answer.  False for an error and for a response that
 * lacks something or cannot be trusted on a screen; then ret_refusal says
 * why, with an answer that is never ANSWER_OK, and ret_response is empty.
 */
bool device_response_parse(const struct http_answer *,
                           struct device_response *ret_response,
                           struct failure *ret_refusal);
