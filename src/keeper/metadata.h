/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What the issuer publishes about itself: from the store, or fetched by an
 * agent that is told nothing about the login, so that no agent that is can
 * plant keys for the next one.
 */

#pragma once

#include "keeper/step.h"

/* The step that fills progress->metadata. */
login_step metadata_load;

/* Fetch progress->metadata anew, whatever the store holds; progress->fetched
 * says that it was done.  False if the login ends instead. */
bool metadata_fetch(const struct context *, struct ports *, struct progress *,
                    struct ending *ret_ending);
