/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The lines that the module writes to the host's log.
 */

#ifndef MODULE_AUDIT_H
#define MODULE_AUDIT_H

#include "shared/message.h"

struct pam_handle;

/*
 * Write the one line of a decision as key=value pairs, in the order that
 * pam_claims(8) documents; `elapsed` is in ms.
 */
void audit_decision(struct pam_handle *, const struct login *,
                    const struct verdict *, int64_t elapsed);

/* Write a line for the argument `debug`; it must hold no secret. */
void audit_trace(struct pam_handle *, const char *what);

#endif
