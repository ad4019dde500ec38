/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What hosts are answered: JSON.
 */

#pragma once

#include "format/json.h"
#include "relay/relay.h"

/* Finish the call with this object, which it takes over; 500 for NULL. */
void host_answer(struct call *, int status, struct json *object);

/*
 * Finish the call with {"error": word, "detail": what to do}; a word of the
 * log, too.  Counted and logged by the caller.
 */
void host_refuse(struct call *, int status, const char *word,
                 const char *detail);

/* The credentials behind "Bearer " (RFC 6750 section 2.1); "" for none. */
const char *host_bearer(const struct call *);
