/* SPDX-License-Identifier: BSD-2-Clause */

#include "shared/prompt.h"

#include "shared/text.h"

#include <string.h>

enum { GLYPH_COUNT = 5 };

/* What a drawing is made of, and the same with light and dark exchanged. */
static const char *const glyphs[GLYPH_COUNT] = {
    " ", "\u2580", "\u2584", "\u2588", "\n",
};
static const char *const swapped[GLYPH_COUNT] = {
    "\u2588", "\u2584", "\u2580", " ", "\n",
};

/* The number of the glyph that the text begins with, or GLYPH_COUNT. */
static size_t glyph_at(const char *text)
{
    size_t i = 0;

    while (i < GLYPH_COUNT && strncmp(text, glyphs[i], strlen(glyphs[i])) != 0)
        i++;
    return i;
}

static bool is_drawing(const char *text)
{
    size_t glyph;

    for (; *text != '\0'; text += strlen(glyphs[glyph]))
        if ((glyph = glyph_at(text)) == GLYPH_COUNT)
            return false;
    return true;
}

/* What follows the lines is put on a line of its own anyhow. */
static void trim_line_ends(char *lines)
{
    size_t length = strlen(lines);

    while (length > 0 && lines[length - 1] == '\n')
        lines[--length] = '\0';
}

void prompt_clean(struct show *show)
{
    char *line = show->text;
    char *end;

    for (; (end = strchr(line, '\n')) != NULL; line = end + 1) {
        *end = '\0';
        text_make_printable(line);
        *end = '\n';
    }
    text_make_printable(line);
    if (!is_drawing(show->qr))
        show->qr[0] = '\0';
    trim_line_ends(show->text);
    trim_line_ends(show->qr);
}

static void append_swapped(char *text, const char *drawing)
{
    char *place = text + strlen(text);
    size_t glyph;

    for (; *drawing != '\0'; drawing += strlen(glyphs[glyph])) {
        glyph = glyph_at(drawing);
        text_append(place, PROMPT_SIZE - (size_t) (place - text), "%s",
                    swapped[glyph]);
        place += strlen(place);
    }
}

/* What a prompt ends in. */
static const char *offer(const struct show *show, enum view view)
{
    if (!prompt_wants_qr(show, "q"))
        return "";
    return view == VIEW_TEXT ? ", or q and Enter for a QR code"
                             : ", or q and Enter to swap light and dark";
}

void prompt_compose(const struct show *show, enum view view, char *ret_text)
{
    bool with_qr = view != VIEW_TEXT || !show->qr_on_demand;

    ret_text[0] = '\0';
    if (view == VIEW_TEXT)
        text_append(ret_text, PROMPT_SIZE, "\n%s", show->text);
    if (with_qr && show->qr[0] != '\0')
        text_append(ret_text, PROMPT_SIZE, "\n%s",
                    view == VIEW_QR_SWAPPED ? "" : show->qr);
    if (view == VIEW_QR_SWAPPED)
        append_swapped(ret_text, show->qr);
    if (show->display == DISPLAY_PROMPT)
        text_append(
            ret_text, PROMPT_SIZE,
            "\nPress Enter when you have signed in%s: ", offer(show, view));
}

bool prompt_wants_qr(const struct show *show, const char *reply)
{
    return show->qr_on_demand && show->qr[0] != '\0' &&
           (strcmp(reply, "q") == 0 || strcmp(reply, "Q") == 0);
}
