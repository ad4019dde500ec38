/* SPDX-License-Identifier: BSD-2-Clause */

#include "shared/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* All or nothing: a name or a path that was cut off names something else. */
bool text_copy(char *ret_copy, size_t size, const char *text)
{
    size_t length = strlen(text);

    if (length >= size) {
        ret_copy[0] = '\0';
        return false;
    }
    memcpy(ret_copy, text, length + 1);
    return true;
}

/* Drop the first bytes of a UTF-8 character whose last ones were cut off. */
static void trim_partial_character(char *text)
{
    size_t end = strlen(text);
    size_t start = end;

    while (start > 0 && ((unsigned char) text[start - 1] & 0xc0) == 0x80)
        start--;
    if (start > 0 && (unsigned char) text[start - 1] >= 0xc0)
        text[start - 1] = '\0';
}

/* vsnprintf(3) says how much it would have written; a negative number stands
 * for a character that the locale cannot show. */
static void print(char *line, size_t size, const char *format,
                  va_list arguments) __attribute__((format(printf, 3, 0)));

/* What cannot be formatted becomes nothing, so that no line is ever without an
 * end; half a character would spoil a terminal. */
static void print(char *line, size_t size, const char *format,
                  va_list arguments)
{
    int length = vsnprintf(line, size, format, arguments);

    if (length < 0)
        line[0] = '\0';
    else if ((size_t) length >= size)
        trim_partial_character(line);
}

void text_format(char *ret_line, size_t size, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    print(ret_line, size, format, arguments);
    va_end(arguments);
}

void text_append_list(char *line, size_t size, const char *format,
                      va_list arguments)
{
    /* Below `size`, as all of these functions leave an end. */
    size_t used = strlen(line);

    print(line + used, size - used, format, arguments);
}

void text_append(char *line, size_t size, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    text_append_list(line, size, format, arguments);
    va_end(arguments);
}

/* ASCII alone: isprint(3) asks the locale, which is the caller's. */
static bool is_printable(char byte)
{
    return byte >= ' ' && byte <= '~';
}

/* Cut off where the closing quote would not fit any more. */
static void append_quoted(char *line, size_t size, const char *value)
{
    text_append(line, size, "\"");
    for (; *value != '\0' && size - strlen(line) > sizeof("\\xNN\"");
         value++) {
        if (is_printable(*value) && *value != '"' && *value != '\\')
            text_append(line, size, "%c", *value);
        else
            text_append(line, size, "\\x%02x", (unsigned char) *value);
    }
    text_append(line, size, "\"");
}

/* An empty value would end the line's fields for a reader who splits them at
 * blanks. */
void text_append_pair(char *line, size_t size, const char *key,
                      const char *value)
{
    if (line[0] != '\0')
        text_append(line, size, " ");
    text_append(line, size, "%s=", key);
    if (value[0] == '\0')
        value = "-";
    if (text_is_printable(value) && strpbrk(value, " \"\\=") == NULL)
        text_append(line, size, "%s", value);
    else
        append_quoted(line, size, value);
}

/* One question mark for each byte: lengths stay, and with them the bounds of
 * every buffer. */
void text_make_printable(char *text)
{
    for (; *text != '\0'; text++)
        if (!is_printable(*text))
            *text = '?';
}

/* An empty text is none: who allows for one says so. */
bool text_is_printable(const char *text)
{
    if (text[0] == '\0')
        return false;
    for (; *text != '\0'; text++)
        if (!is_printable(*text))
            return false;
    return true;
}

/* Behind the last word there is nothing but blanks: that is an empty one. */
bool text_next_word(const char **list, char *ret_word, size_t size)
{
    const char *word = *list + strspn(*list, " ");
    size_t length = strcspn(word, " ");

    text_format(ret_word, size, "%.*s", (int) length, word);
    *list = word + length;
    return length > 0;
}

/* Whole words alone: "gold" is not in "golden". */
bool text_has_word(const char *list, const char *word)
{
    size_t length = strlen(word);

    list += strspn(list, " ");
    while (*list != '\0') {
        size_t span = strcspn(list, " ");

        if (span == length && memcmp(list, word, span) == 0)
            return true;
        list += span;
        list += strspn(list, " ");
    }
    return false;
}
