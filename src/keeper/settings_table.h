/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Every key of the configuration as data: what it is called, what it may
 * hold, what it is when it is not set, and where it goes.  Parsing and
 * defaults follow this table; a test holds conf/pam_claims.conf and the
 * manual page against it.
 */

#pragma once

#include "shared/limits.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum setting_kind {
    SETTING_TEXT,     /* printable ASCII */
    SETTING_WORDS,    /* the same, without commas and semicolons */
    SETTING_CHOICES,  /* the same, each one of `choices` */
    SETTING_HOSTS,    /* the same, each a host as url_parse returns it */
    SETTING_DOMAINS,  /* the same, in upper or lower case */
    SETTING_JSON,     /* the same, in braces */
    SETTING_URL,      /* as url_parse takes it */
    SETTING_REDIRECT, /* such a URL, or http on the loopback interface */
    SETTING_PROXY,    /* http or https, host and port */
    SETTING_PATH,     /* absolute */
    SETTING_NUMBER,   /* int64_t; 0, or -1 where 0 is one, for no number */
    SETTING_CHOICE,   /* int, the place of the word in `choices` */
};

struct setting {
    const char *name;
    size_t offset; /* in struct settings */
    size_t size;   /* bytes of the member; of a text with its NUL */
    enum setting_kind kind;
    int64_t least; /* of a number; length of a text: 1 forbids an empty one */
    int64_t most;  /* of a number */
    const char *choices;  /* blank-separated */
    const char *standard; /* the default, as it would be written */
};

enum { SETTINGS_COUNT = 35 };

/* In the order of struct settings. */
extern const struct setting settings_table[SETTINGS_COUNT];

/* The setting of that name, or NULL. */
const struct setting *setting_find(const char *name);

/*
 * Parse a value into its member of `settings`, a struct settings.  False,
 * with that member in an unspecified state, for one that it may not hold.
 */
bool setting_assign(const struct setting *, const char *value, void *settings);

/* What the setting may hold, as an advice to somebody who wrote this value:
 * "give a whole number from ...".  The text is good until the next call. */
const char *setting_describe(const struct setting *, const char *value);
