/* SPDX-License-Identifier: BSD-2-Clause
 *
 * A key of a configuration as data: what it is called, what it may hold, what
 * it is when it is not set, and where it goes.
 */

#pragma once

#include "shared/limits.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a member is. */
enum setting_kind {
    SETTING_TEXT,   /* char[] */
    SETTING_NUMBER, /* int64_t */
    SETTING_CHOICE, /* int, the place of the word in `choices` */
};

/* What a text must look like, unless it is empty. */
struct text_form {
    bool (*fits)(const char *text);
    const char *what; /* as in "give WHAT, 63 bytes at most" */
    /* What to do for somebody who wrote this value, in place of that; or
     * NULL. */
    void (*describe)(const char *value, char ret_advice[LINE_SIZE]);
    bool beyond_ascii; /* fits() judges every byte, else printable ones */
};

extern const struct text_form form_words; /* without commas, semicolons */
extern const struct text_form form_url;   /* as url_parse() takes it */
extern const struct text_form form_path;  /* absolute */

struct setting {
    const char *name;
    size_t offset; /* in the struct that holds them all */
    size_t size;   /* bytes of the member; of a text with its NUL */
    enum setting_kind kind;

    const struct text_form *form; /* of a text, NULL for printable ASCII */
    bool never_empty;             /* of a text */

    int64_t minimum; /* of a number, as the next three */
    int64_t maximum;
    const char *word;   /* that may stand in a number's place, or NULL */
    int64_t word_means; /* the member with that word */

    const char *choices;  /* blank-separated; of a choice, or a text of them */
    const char *standard; /* the default, as it would be written */
};

/* The member that a row fills, whose type must be that of its kind: that is
 * what setting_assign() takes it to be. */
#define SETTING_MEMBER(all, of_key, member, type, of_kind)                    \
    .name = #of_key, .offset = offsetof(all, member),                         \
    .size = sizeof(((all *) 0)->member),                                      \
    .kind = _Generic(((all *) 0)->member, type                                \
                     : of_kind)

/* The setting of that name among `count` ones, or NULL. */
const struct setting *setting_among(const struct setting *table, size_t count,
                                    const char *name);

/*
 * Parse a value into its member of `settings`, the struct of the setting.
 * False, with that member in an unspecified state, for one that it may not
 * hold.
 */
bool setting_assign(const struct setting *, const char *value, void *settings);

/* What the setting may hold, as an advice to somebody who wrote this value:
 * "give a whole number from ...".  The text is good until the next call. */
const char *setting_describe(const struct setting *, const char *value);
