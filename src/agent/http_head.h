/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The field lines of an HTTP answer, as far as we need them.
 */

#pragma once

#include "agent/http_answer.h"

/*
 * Find WWW-Authenticate, Retry-After and Location in the NUL-terminated head
 * of an answer (RFC 9112 section 5, RFC 9110 sections 10.2 and 11.6.1).  The
 * head is cut up in place, the values in ret_answer point into it.  At most
 * AUTHENTICATE_MAX values are kept.  A date is compared with `now`, Unix
 * time; a wait is capped at an hour.
 */
void http_head_read(char *head, int64_t now, struct http_answer *ret_answer);

/* Say for a log where the location of an answer is: its host. */
void http_head_name_location(const struct http_answer *,
                             char ret_text[NAME_SIZE]);
