/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The error of a token or device authorization endpoint (RFC 6749 section
 * 5.2, RFC 8628 section 3.5, and what Microsoft Entra adds): what it says,
 * and which class it is of.
 */

#pragma once

#include "agent/http_answer.h"
#include "wire/message.h"

/* What an answer is to: the same words mean different things. */
enum token_request {
    TOKEN_CODE,    /* the redemption of an authorization code */
    TOKEN_DEVICE,  /* a device authorization request */
    TOKEN_POLL,    /* a poll of the device flow, which has errors of its own */
    TOKEN_REFRESH, /* the redemption of a stored token */
};

/*
 * Read and classify an answer to such a request that is no success, be it
 * that none came.  Where error, code and suberror contradict each other the
 * least permissive class counts.  ret_failure gets the class, which is never
 * ANSWER_OK, our reason where no answer came, the provider's words as
 * printable ASCII, empty where it does not say, and the claims of an error of
 * any class, if they are usable.  *ret_loop: we ask too often, no further
 * request, please.
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
void token_error_read(const struct http_answer *, enum token_request,
                      struct failure *ret_failure, bool *ret_loop);

/* The class of the error of an authorization response (RFC 6749 section
 * 4.1.2.1): of the word alone, so never a challenge, which needs claims. */
enum answer_class token_error_meaning(const char *error);
