/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Where words for the person go: at the end of a text, in the language that is
 * spoken on the screen.
 */

#pragma once

#include "keeper/screen.h"

struct sheet {
    const struct screen *screen;
    char *text;
    size_t size;
};

/* Append words that are nobody's to translate, or have been. */
void sheet_put(const struct sheet *, const char *words);

/*
 * Append English words, which may be a format, in the person's language.
 * Translated they are no literal any more: the compiler holds the arguments
 * against the English words, and tests/rules/catalogues.py the directives of
 * every translation against these.
 */
void sheet_say(const struct sheet *, const char *english, ...)
    __attribute__((format(printf, 2, 3)));
