/* SPDX-License-Identifier: BSD-2-Clause */

#include "shared/nearest.h"
#include "shared/text.h"

#include <ctype.h>
#include <string.h>

static size_t least(size_t a, size_t b, size_t c)
{
    size_t smallest = a;

    if (b < smallest)
        smallest = b;
    if (c < smallest)
        smallest = c;
    return smallest;
}

/*
 * Levenshtein's distance, upper and lower case being the same.  Row by row:
 * row[i] is the distance between the first i letters of `a` and as many
 * letters of `b` as rows are done; `diagonal` is what row[i] was a row ago.
 */
static size_t distance(const char *a, const char *b)
{
    size_t row[WORD_SIZE];
    size_t length = strlen(a);

    for (size_t i = 0; i <= length; i++)
        row[i] = i;
    for (; *b != '\0'; b++) {
        size_t diagonal = row[0]++;

        for (size_t i = 0; i < length; i++) {
            size_t same =
                tolower((unsigned char) a[i]) == tolower((unsigned char) *b);
            size_t above = row[i + 1];

            row[i + 1] = least(row[i] + 1, above + 1, diagonal + !same);
            diagonal = above;
        }
    }
    return row[length];
}

struct nearest nearest_to(const char *wanted)
{
    /* Two slips in a short word, and more in a longer one: a guess that is
     * further off sends the reader astray. */
    return (struct nearest){.wanted = wanted,
                            .distance = 2 + strlen(wanted) / 4};
}

void nearest_try(struct nearest *nearest, const char *candidate)
{
    size_t length = strlen(nearest->wanted);
    size_t far;

    if (length >= WORD_SIZE || strlen(candidate) >= WORD_SIZE)
        return;
    far = distance(nearest->wanted, candidate);
    /* Where every letter differs nothing was misspelt. */
    if (far >= nearest->distance || far >= length)
        return;
    nearest->distance = far;
    text_copy(nearest->word, WORD_SIZE, candidate);
}
