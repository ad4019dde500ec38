/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The token endpoint's answer: its tokens (RFC 6749 section 5.1), or its
 * error.
 */

#pragma once

#include "agent/token_error.h"

/* Seconds to wait where a throttled answer names none; the device flow has
 * its interval for that. */
enum { RETRY_AFTER_DEFAULT = 60 };

/* All words are printable ASCII, empty where the answer does not say. */
struct token_response {
    /* What to report, unless its answer is ANSWER_OK; with the claims of an
     * error of any class, if they are usable. */
    struct failure failure;
    int64_t retry_after; /* seconds; 0 if nothing asks for a wait */
    bool loop;           /* we ask too often: no further request, please */
    /* The tokens only for ANSWER_OK; an access token that does not fit is
     * left out. */
    char access_token[TOKEN_SIZE];
    char refresh_token[TOKEN_SIZE];
    char id_token[ID_TOKEN_SIZE];
};

/*
 * Read the answer to such a request: the tokens, or what token_error_read()
 * says of it.  A success whose tokens cannot be used, for their type too (RFC
 * 6749 section 7.1), is malformed.
 */
void token_response_parse(const struct http_answer *, enum token_request,
                          struct token_response *ret_response);
