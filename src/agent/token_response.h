/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The token endpoint's answer (RFC 6749 sections 5.1 and 5.2, RFC 8628
 * section 3.5, and what Microsoft Entra adds): its class and its contents.
 */

#pragma once

#include "agent/http_answer.h"
#include "shared/answer.h"
#include "shared/message.h"

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
    char access_token[TOKEN_SIZE]; /* the tokens only for ANSWER_OK */
    char refresh_token[TOKEN_SIZE];
    char id_token[ID_TOKEN_SIZE];
};

/*
 * Classify the answer.  `device` says that it answers a poll of the device
 * flow, whose own errors are known only then.  Where error, code and
 * suberror contradict each other the least permissive class counts.
 */
void token_response_parse(const struct http_answer *, bool device,
                          struct token_response *ret_response);

/* The class of the error of an authorization response (RFC 6749 section
 * 4.1.2.1): of the word alone, so never a challenge, which needs claims. */
enum answer token_response_meaning(const char *error);

/* Make it one that fails with this answer, for our reason, a word for the
 * log that is empty where the provider has its own. */
void token_response_refuse(struct token_response *, enum answer,
                           const char *reason);
