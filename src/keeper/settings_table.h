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

/* What a member is. */
enum setting_kind {
    SETTING_TEXT,   /* char[], printable ASCII */
    SETTING_NUMBER, /* int64_t */
    SETTING_CHOICE, /* int, the place of the word in `choices` */
};

/* What a text must look like, unless it is empty. */
enum text_form {
    FORM_ANY = 0,
    FORM_WORDS,    /* without commas and semicolons */
    FORM_CHOICES,  /* words of which each is one of `choices` */
    FORM_HOSTS,    /* words, each a host as url_parse returns it */
    FORM_DOMAINS,  /* the same, in upper or lower case */
    FORM_JSON,     /* in braces */
    FORM_URL,      /* as url_parse takes it */
    FORM_REDIRECT, /* such a URL, or http on the loopback interface */
    FORM_PROXY,    /* http or https, host and port */
    FORM_PATH,     /* absolute */
    FORM_COUNT
};

struct setting {
    const char *name;
    size_t offset; /* in struct settings */
    size_t size;   /* bytes of the member; of a text with its NUL */
    enum setting_kind kind;

    enum text_form form; /* of a text, as the next one */
    bool never_empty;

    int64_t minimum; /* of a number, as the next three */
    int64_t maximum;
    const char *word;   /* that may stand in a number's place, or NULL */
    int64_t word_means; /* the member with that word */

    const char *choices;  /* blank-separated; of a choice, or a text of them */
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
