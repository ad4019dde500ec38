/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The token endpoint's answer (RFC 6749 sections 5.1 and 5.2, RFC 8628
 * section 3.5, and what Microsoft Entra adds): its class and its contents.
 */

#pragma once

#include "agent/http_answer.h"
#include "shared/answer.h"
#include "wire/message.h"

/* What an answer is to: the same words mean different things. */
enum token_request {
    TOKEN_CODE,    /* the redemption of an authorization code */
    TOKEN_DEVICE,  /* a device authorization request */
    TOKEN_POLL,    /* a poll of the device flow, which has errors of its own */
    TOKEN_REFRESH, /* the redemption of a stored token */
};

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
 * Classify the answer to such a request.  Where error, code and suberror
 * contradict each other the least permissive class counts.
 *
 * A stored token that is refused in whatever words is one to replace by a
 * sign-in: providers say this with many errors besides invalid_grant, and
 * some with an empty body.  Only errors of the client itself, of the server
 * and a block count for what they are.  The same words in answer to a request
 * that no token of old is in are a matter of configuration.
 *
 * Without an OAuth error 404 and 405 mean that the endpoint is elsewhere, and
 * other 4xx but 400 and 401, which are OAuth's own (RFC 6749 section 5.2),
 * that somebody in between answered; but 413, 414 and 431 refuse a stored
 * token for its size.
 */
void token_response_parse(const struct http_answer *, enum token_request,
                          struct token_response *ret_response);

/* The class of the error of an authorization response (RFC 6749 section
 * 4.1.2.1): of the word alone, so never a challenge, which needs claims. */
enum answer token_response_meaning(const char *error);

/* Make it one that fails with this answer, for our reason, a word for the
 * log that is empty where the provider has its own. */
void token_response_refuse(struct token_response *, enum answer,
                           const char *reason);
