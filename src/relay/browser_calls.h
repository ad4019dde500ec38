/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What browsers ask of the relay.
 */

#pragma once

#include "relay/relay.h"

/* GET /ID: who signs in where; changes nothing. */
void browser_ask(struct relay *, struct call *, const char *id);

/* POST /ID: the person continues, or says that it was somebody else. */
void browser_decide(struct relay *, struct call *, const char *id);

/* GET /callback: back from the provider (RFC 6749 section 4.1.2). */
void browser_return(struct relay *, struct call *);

/* GET /ID/done: what to do next. */
void browser_done(struct relay *, struct call *, const char *id);
