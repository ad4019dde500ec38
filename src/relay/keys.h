/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The keys with which hosts start sign-ins, as hashes in a file: each belongs
 * to a name, or to a pattern of names for a fleet.
 */

#pragma once

#include "shared/limits.h"

#include <stdbool.h>

/* A key as it is shown, once: 256 random bits in base64url. */
enum { RELAY_KEY_SIZE = 44, KEYS_MAX = 10000 };

struct keys;

/* The keys of a file, none where it is missing; NULL without memory. */
struct keys *keys_open(const char *file);
void keys_close(struct keys *);

/*
 * Read the file anew where it has changed since, or in any case with `always`.
 * False, with the keys as they were and "file:line: what to do" in ret_error,
 * for one that is spoilt.
 */
bool keys_refresh(struct keys *, bool always, char ret_error[LINE_SIZE]);

/*
 * The name or pattern that this key belongs to, good until the next refresh;
 * NULL for a key that is not known.  Takes as long for every key.
 */
const char *keys_find(const struct keys *, const char *key);

/* The host's name is the pattern, in which '*' stands for anything; case does
 * not count. */
bool keys_name_matches(const char *pattern, const char *host);
