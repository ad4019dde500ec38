/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The messages and their members by name, as scenarios write them.
 */

#ifndef KEEPER_NAMES_H
#define KEEPER_NAMES_H

#include "wire/message.h"

/* The type of this name, MESSAGE_NONE for none. */
enum message_type names_type(const char *name);

/*
 * Set "member=value" in a message of this type.  False where there is no such
 * member, or the value does not fit.
 */
bool names_set(enum message_type, char *assignment, void *message);

/*
 * Compare with "member=pattern".  NULL if it is so, else what there is
 * instead, until the next call.
 */
const char *names_differ(enum message_type, char *assignment,
                         const void *message);

#endif
