/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The lines that the module writes to the host's log.
 */

#pragma once

#include "wire/message.h"

struct pam_handle;

/*
 * Write the one line of a decision as key=value pairs, in the order that
 * pam_claims(8) documents; `elapsed` is in ms.
 */
void audit_decision(struct pam_handle *, const struct login *,
                    const struct verdict *, int64_t elapsed);

/* Write a line if the argument `debug` asks for it; it holds no secret. */
void audit_trace(struct pam_handle *, bool debug, const char *what);
