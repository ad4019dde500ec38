/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The line that the log gets for each decision: key=value pairs in the order
 * that pam_claims(8) documents.
 */

#pragma once

#include "wire/message.h"

#include <stddef.h>

/* Nothing is cut off even where every byte of every value is escaped. */
enum { AUDIT_SIZE = 24 * LINE_SIZE };

/*
 * Compose the line in ret_line: who logs in where, how it ended, what is
 * known of that, and `elapsed` ms.  Whatever the values hold, it is one line
 * of printable ASCII in which no value can pass for another pair.
 */
void audit_line(const struct login *, const struct verdict *, int64_t elapsed,
                char ret_line[AUDIT_SIZE]);

/*
 * Append to the text in `line`, of `size` bytes, its part that tells the
 * facts, with an advice where no more than a reason is known.
 */
void audit_facts(const struct facts *, char *line, size_t size);

/* Its syslog(3) priority, without a facility. */
int audit_priority(const struct verdict *);
