/* SPDX-License-Identifier: BSD-2-Clause
 *
 * A text as libini_config reads it: its values, or what is wrong with it.
 */

#pragma once

#include "shared/limits.h"

struct ini {
    struct ini_cfgobj *values; /* the library's */
    char flaw[LINE_SIZE];      /* in the library's words; empty for none */
    unsigned long flawed;      /* the line with it; 0 where it is in no line */
};

/*
 * Read a text, which may be wrong: a section or a key that is repeated in it,
 * a line that begins with a blank and one without an equal sign are flaws, and
 * only the first is told.  It stays as it is.  The caller closes what was read
 * either way.
 */
void ini_read(char *text, struct ini *ret_ini);

/* The value of a key that stands in a text without flaw, as long as that is
 * open; NULL where there is none. */
const char *ini_value(const struct ini *, const char *section,
                      const char *key);

/* Give back what was read. */
void ini_close(struct ini *);
