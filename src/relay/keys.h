/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The keys with which hosts start sign-ins, as hashes: each belongs to a name,
 * or to a pattern of names for a fleet.
 */

#pragma once

#include "relay/digest.h"
#include "shared/limits.h"

#include <stdbool.h>
#include <stddef.h>

/* A key as it is shown, once: 256 random bits in base64url. */
enum { RELAY_KEY_SIZE = 44, KEYS_MAX = 10000 };

struct keys_entry {
    unsigned char hash[DIGEST_SIZE];
    char added[WORD_SIZE]; /* the day, in UTC */
    char name[NAME_SIZE];
};

/* What a file holds. */
struct keys_list {
    struct keys_entry *entries;
    size_t count;
};

/*
 * Take the lines of a file to pieces.  False, with "line N: what" in
 * ret_error, for one that is none of ours; the list is empty then.
 */
bool keys_parse(char *text, struct keys_list *ret_list,
                char ret_error[LINE_SIZE]);

/* As it stands in a file; allocated, NULL without memory. */
char *keys_print(const struct keys_list *);

/* Give back what keys_parse() has made. */
void keys_forget(struct keys_list *);

/* A name, or a pattern: letters, digits, '.', '-', '_' and '*'. */
bool keys_name_fits(const char *name);

/* The host's name is the pattern, in which '*' stands for anything; case does
 * not count. */
bool keys_name_matches(const char *pattern, const char *host);

/* The keys of a running service. */
struct keys;

/* Those of a file, none so far; NULL without memory. */
struct keys *keys_open(const char *file);
void keys_close(struct keys *);

/*
 * Read the file anew where it has changed since, or in any case with `always`.
 * False, with the keys as they were and "file: line N: what to do" in
 * ret_error, for one that is spoilt, or that cannot be read; this one is tried
 * again without a change too.
 */
bool keys_refresh(struct keys *, bool always, char ret_error[LINE_SIZE]);

/*
 * The name or pattern that this key belongs to, good until the next refresh;
 * NULL for a key that is not known.  Takes as long for every key.
 */
const char *keys_find(const struct keys *, const char *key);
