/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The report that something did not come about.
 */

#pragma once

#include "agent/http.h"
#include "wire/message.h"

/*
 * Make it one of this class, for our reason: a word for the log, empty where
 * the provider has its own.  What else it says, its detail above all, stays.
 */
void failure_set(struct failure *, enum answer_class, const char *reason);

/* Complete the report and send it; false if the keeper is gone. */
bool failure_send(const struct http *, struct failure *);
