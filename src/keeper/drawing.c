/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/drawing.h"

#include "shared/text.h"

#include <string.h>

enum { GLYPH_COUNT = 4 };

/* What a line is made of; backwards, light and dark are exchanged. */
static const char *const glyphs[GLYPH_COUNT] = {" ", "\u2580", "\u2584",
                                                "\u2588"};

/* The number of the glyph that the text begins with, or GLYPH_COUNT. */
static size_t glyph_at(const char *text)
{
    size_t i = 0;

    while (i < GLYPH_COUNT && strncmp(text, glyphs[i], strlen(glyphs[i])) != 0)
        i++;
    return i;
}

bool drawing_measure(const char *drawing, int64_t *ret_columns,
                     int64_t *ret_rows)
{
    size_t glyph;

    *ret_columns = *ret_rows = 0;
    while (*drawing != '\0') {
        int64_t columns = 0;

        for (; *drawing != '\n'; drawing += strlen(glyphs[glyph]), columns++)
            if ((glyph = glyph_at(drawing)) == GLYPH_COUNT)
                return false;
        if (*ret_rows > 0 && columns != *ret_columns)
            return false;
        *ret_columns = columns;
        ++*ret_rows;
        drawing++;
    }
    return *ret_columns > 0;
}

void drawing_append(char *text, size_t size, const char *drawing, enum ink ink)
{
    const char *before = ink == INK_COLOURS ? "\033[37;40m" : "";
    const char *after = ink == INK_COLOURS ? "\033[0m" : "";
    size_t used = strlen(text);
    size_t glyph;

    while (*drawing != '\0') {
        text_append(text + used, size - used, "\n%s", before);
        for (; *drawing != '\n'; drawing += strlen(glyphs[glyph])) {
            glyph = glyph_at(drawing);
            text_append(
                text + used, size - used, "%s",
                glyphs[ink == INK_SWAPPED ? GLYPH_COUNT - 1 - glyph : glyph]);
        }
        text_append(text + used, size - used, "%s", after);
        used += strlen(text + used);
        drawing++;
    }
}
