/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/paragraph.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* In UTF-8, the letters of East Asia begin with a byte from 0xe3 on, and the
 * half blocks of a drawing with 0xe2. */
enum { BEFORE_EAST_ASIA = 0xe2 };

/* Every byte of a character but the first (RFC 3629 section 3). */
static bool is_continuation(unsigned char byte)
{
    return (byte & 0xc0) == 0x80;
}

/* The columns that these bytes take: wcwidth(3) needs a locale, which is
 * process-wide and may not be installed. */
static int64_t width_of(const char *text, size_t length)
{
    int64_t width = 0;

    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char) text[i];

        if (is_continuation(byte))
            continue;
        width++;
        if (byte > BEFORE_EAST_ASIA)
            width++;
    }
    return width;
}

/* Blanks at the end are where the cursor waits, and break no line. */
static size_t without_blanks(const char *line, size_t length)
{
    while (length > 0 && line[length - 1] == ' ')
        length--;
    return length;
}

/* How much of a line stays one: all of it, the sentences that fit, or the
 * words that do; the first one at least. */
static size_t first_part(const char *line, size_t length, int64_t columns)
{
    size_t filled = without_blanks(line, length);
    size_t part = length, sentences = 0;

    if (width_of(line, filled) <= columns)
        return length;
    for (size_t i = 1; i < filled; i++) {
        if (line[i] != ' ' || line[i - 1] == ' ')
            continue;
        if (part < length && width_of(line, i) > columns)
            break;
        part = i;
        if (line[i - 1] == '.')
            sentences = i;
    }
    if (sentences > 0)
        return sentences;
    return part;
}

void paragraph_wrap(char *text, int64_t columns)
{
    char *end = text;

    if (columns <= 0)
        return;
    while (*text != '\0') {
        size_t length = strcspn(text, "\n");
        size_t part = first_part(text, length, columns);

        /* In place, since a line end takes no more than the blanks did. */
        memmove(end, text, part);
        end += part;
        text += part;
        if (part < length)
            text += strspn(text, " ");
        else if (*text == '\n')
            text++;
        else
            break;
        *end++ = '\n';
    }
    *end = '\0';
}

/* The terminal breaks lines on its own where a word was too long for one. */
int64_t paragraph_height(const char *text, int64_t columns)
{
    int64_t height = 0;

    while (*text != '\0') {
        size_t length = strcspn(++text, "\n");
        int64_t width = width_of(text, length);

        if (width > 0 && columns > 0)
            height += (width - 1) / columns;
        height++;
        text += length;
    }
    return height;
}
