/* SPDX-License-Identifier: BSD-2-Clause */

#include "picture.h"

#include <stdbool.h>
#include <string.h>

enum {
    WIDE_FIRST = 0x2e80, /* from here on, characters take two columns */
    TYPED_MAX = 60,
    TYPED_ENDS = 20
};

/* The first byte of a character, which has this many more. */
static size_t following(unsigned char byte)
{
    if (byte < 0xc0)
        return 0;
    if (byte < 0xe0)
        return 1;
    return byte < 0xf0 ? 2 : 3;
}

static int columns_of(const char *character, size_t length)
{
    unsigned int point = 0x7fU >> length & (unsigned char) character[0];

    for (size_t i = 1; i < length; i++)
        point = point << 6 | ((unsigned char) character[i] & 0x3f);
    return point >= WIDE_FIRST ? 2 : 1;
}

/* The length of a sequence that sets colours, 0 for anything else. */
static size_t colours_at(const char *text)
{
    size_t length;

    if (text[0] != '\033' || text[1] != '[')
        return 0;
    length = 2 + strspn(text + 2, "0123456789;");
    return text[length] == 'm' ? length + 1 : 0;
}

static void write_byte(FILE *file, char what, bool visibly)
{
    unsigned char byte = (unsigned char) what;

    if (byte < ' ' || byte == 0x7f || visibly)
        fprintf(file, "\\x%02x", byte);
    else
        fputc(byte, file);
}

/* The width of the character or the colours that the text begins with. */
static int step_at(const char *text, size_t *ret_length)
{
    size_t colours = colours_at(text);

    *ret_length = colours > 0 ? colours : 1 + following((unsigned char) *text);
    return colours > 0 ? 0 : columns_of(text, *ret_length);
}

/* A row whose last character is this blank would seem to end before it. */
static bool ends_a_row(const char *text, int64_t left)
{
    size_t length;

    return text[0] == ' ' && (text[1] == '\n' || text[1] == '\0' ||
                              step_at(text + 1, &length) > left);
}

int64_t picture_write(FILE *file, const char *text, int64_t columns)
{
    int64_t rows = 1;
    int64_t column = 0;

    fputc('|', file);
    while (*text != '\0') {
        size_t length;
        int width = step_at(text, &length);
        bool visibly;

        if (*text == '\n') {
            fputs("\n|", file);
            rows++;
            column = 0;
            text++;
            continue;
        }
        if (column + width > columns) {
            fputs("\n>", file);
            rows++;
            column = 0;
        }
        column += width;
        visibly = ends_a_row(text, columns - column);
        for (size_t i = 0; i < length; i++)
            write_byte(file, *text++, visibly);
    }
    fputc('\n', file);
    return rows;
}

void picture_write_typed(FILE *file, const char *typed)
{
    size_t length = strlen(typed);

    for (size_t i = 0; i < length; i++) {
        if (length > TYPED_MAX && i == TYPED_ENDS) {
            fprintf(file, "... %zu bytes ...", length);
            i = length - TYPED_ENDS;
        }
        write_byte(file, typed[i], typed[i] == ' ' && typed[i + 1] == '\0');
    }
}
