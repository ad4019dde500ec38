/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The report that something did not come about.
 */

#pragma once

#include "agent/http.h"

/*
 * What transport and status alone say of an answer: ok for a 2xx, throttled
 * for 429, transient for 408 and 5xx, malformed for what nobody should
 * answer here.
 */
enum answer failure_judge(const struct http_answer *answer);

/* Complete the report and send it; false if the keeper is gone. */
bool failure_report(const struct http *http, struct failure *failure);

/* The same as failure_report() for no more than this answer, our reason, a
 * word for the log, and what it is about, which may be empty. */
bool failure_send(const struct http *http, enum answer answer,
                  const char *reason, const char *detail);
