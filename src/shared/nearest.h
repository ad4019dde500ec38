/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The word that was probably meant: of several, the one that is reached from
 * a misspelt one by the fewest changes of a letter.
 */

#pragma once

#include "shared/limits.h"

#include <stddef.h>

struct nearest {
    const char *wanted;   /* as it was written; the caller's */
    size_t distance;      /* of `word` from it, or of the worst that counts */
    char word[WORD_SIZE]; /* empty: nothing is near */
};

/* Begin with a word of less than WORD_SIZE bytes, which has to outlive what
 * is returned. */
struct nearest nearest_to(const char *wanted);

/*
 * Keep the candidate where it is nearer than all before it.  The distance is
 * Levenshtein's, ASCII case aside; about a quarter of the letters may differ.
 */
void nearest_try(struct nearest *, const char *candidate);
