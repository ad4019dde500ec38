/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/drawing.h"

#include "shared/text.h"

#include <string.h>

/* The standard asks for four modules, which costs two lines of a screen that
 * has few; cameras do with two. */
enum { QUIET = 2 };

/* White on black, and back to what was (ECMA-48, SGR). */
#define COLOURS_ON "\033[37;40m"
#define COLOURS_OFF "\033[0m"

/* A terminal writes light on dark, so that light modules are what is drawn;
 * on one that writes dark on light the dark ones are. */
static bool is_inked(const struct qr_code *code, int64_t x, int64_t y,
                     enum ink ink)
{
    bool dark = qr_code_is_dark(code, x - QUIET, y - QUIET);

    return dark == (ink == INK_SWAPPED);
}

/* The character that shows one module above another.  Below the last row of
 * an odd number there is one more of the quiet zone. */
static const char *glyph_at(const struct qr_code *code, int64_t column,
                            int64_t row, enum ink ink)
{
    static const char *const glyphs[2][2] = {
        {" ", "\u2584"},
        {"\u2580", "\u2588"},
    };
    bool upper = is_inked(code, column, 2 * row, ink);
    bool lower = is_inked(code, column, 2 * row + 1, ink);

    return glyphs[upper][lower];
}

/* Two rows of modules make one line. */
bool drawing_measure(const struct qr_code *code, int64_t *ret_columns,
                     int64_t *ret_rows)
{
    if (!qr_code_is_whole(code))
        return false;
    *ret_columns = code->width + 2 * QUIET;
    *ret_rows = (*ret_columns + 1) / 2;
    return true;
}

void drawing_append(char *text, size_t size, const struct qr_code *code,
                    enum ink ink)
{
    const char *before = ink == INK_COLOURS ? COLOURS_ON : "";
    const char *after = ink == INK_COLOURS ? COLOURS_OFF : "";
    int64_t columns, rows;

    if (!drawing_measure(code, &columns, &rows))
        return;
    for (int64_t row = 0; row < rows; row++) {
        size_t used = strlen(text);

        text_append(text + used, size - used, "\n%s", before);
        for (int64_t column = 0; column < columns; column++)
            text_append(text + used, size - used, "%s",
                        glyph_at(code, column, row, ink));
        text_append(text + used, size - used, "%s", after);
    }
}
