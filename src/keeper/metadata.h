/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What the issuer publishes about itself: from the store, or fetched by an
 * agent that is told nothing about the login, so that no agent that is can
 * plant keys for the next one.
 */

#pragma once

#include "keeper/attempt.h"

/* Fill attempt->metadata; false if the attempt ends instead. */
bool metadata_load(struct attempt *);

/* Fetch attempt->metadata anew, whatever the store holds; attempt->fetched
 * says that it was done. */
bool metadata_fetch(struct attempt *);
