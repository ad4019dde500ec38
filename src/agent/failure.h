/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The report that something did not come about.
 */

#pragma once

#include "agent/http.h"

#include <stdbool.h>

/*
 * What transport and status alone say of an answer: ok for a 2xx, throttled
 * for 429, transient for 408 and 5xx, malformed for what nobody should
 * answer here.
 */
enum answer failure_judge(const struct http_answer *answer);

/*
 * Tell the keeper that a role ends with this answer, for our reason, a word
 * for the log.  False if the keeper is gone.
 */
bool failure_send(const struct http *http, enum answer answer,
                  const char *reason);

/*
 * The same for an answer that failure_judge() does not call ok.  The reason
 * is the transport's, or the status of `noun`, what was asked for.
 */
bool failure_send_judged(const struct http *http,
                         const struct http_answer *answer, const char *noun);
