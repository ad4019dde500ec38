/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The token endpoint's answer (RFC 6749 sections 5.1 and 5.2, RFC 8628
 * section 3.5, and what Microsoft Entra adds): its class and its contents.
 */

#pragma once

#include "agent/http_answer.h"
#include "shared/answer.h"
#include "shared/message.h"

#include <stdbool.h>
#include <stdint.h>

/* Seconds to wait where a throttled answer names none; the device flow has
 * its interval for that. */
enum { RETRY_AFTER_DEFAULT = 60 };

/* All words are printable ASCII, empty where the answer does not say. */
struct token_response {
    enum answer answer;
    struct demand demand; /* of an error with usable claims, of any class */
    int64_t retry_after;  /* seconds; 0 if nothing asks for a wait */
    bool loop;            /* we ask too often: no further request, please */
    char error[WORD_SIZE];
    char codes[WORD_SIZE]; /* AADSTS numbers, comma-separated */
    char suberror[WORD_SIZE];
    char trace[WORD_SIZE];
    char correlation[WORD_SIZE];
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

/* Overwrite it, tokens included. */
void token_response_wipe(struct token_response *);
