/* SPDX-License-Identifier: BSD-2-Clause */

#include "script.h"

#include <stdlib.h>
#include <string.h>

char *script_word(char **line)
{
    char *word = *line + strspn(*line, " ");
    char *end = word + strcspn(word, " ");

    *line = end + strspn(end, " ");
    *end = '\0';
    return word;
}

/* The byte behind a backslash; *text then stands on its last character. */
static char escaped_byte(const char **text)
{
    char digits[3] = "";

    switch (**text) {
    case 'n':
        return '\n';
    case 'e':
        return '\033';
    case 'x':
        if (strlen(*text) < 3)
            return **text;
        memcpy(digits, *text + 1, 2);
        *text += 2;
        return (char) strtoul(digits, NULL, 16);
    default:
        return **text;
    }
}

static void unescape(char *text)
{
    char *place = text;

    for (const char *from = text; *from != '\0'; from++) {
        if (*from == '\\' && from[1] != '\0') {
            from++;
            *place++ = escaped_byte(&from);
        } else {
            *place++ = *from;
        }
    }
    *place = '\0';
}

char *script_field(char **line)
{
    char *field = *line + strspn(*line, " ");
    char *end = field + strcspn(field, "|");

    *line = *end == '|' ? end + 1 : end;
    while (end > field && end[-1] == ' ')
        end--;
    *end = '\0';
    unescape(field);
    return field;
}

char *script_text(const char *text)
{
    static const char mark[] = "(long ";
    size_t length;
    char *copy;

    if (strncmp(text, mark, strlen(mark)) != 0)
        return strdup(text);
    length = strtoul(text + strlen(mark), NULL, 10);
    copy = malloc(length + 1);
    if (copy != NULL) {
        memset(copy, 'x', length);
        copy[length] = '\0';
    }
    return copy;
}

bool script_matches(const char *pattern, const char *text)
{
    const char *star = NULL;
    const char *mark = NULL;

    while (*text != '\0') {
        if (*pattern == '*') {
            star = ++pattern;
            mark = text;
        } else if (*pattern == *text) {
            pattern++;
            text++;
        } else if (star != NULL) {
            pattern = star;
            text = ++mark;
        } else {
            return false;
        }
    }
    pattern += strspn(pattern, "*");
    return *pattern == '\0';
}

size_t script_index(const char *const *list, size_t count, const char *word)
{
    size_t i = 0;

    while (i < count && strcmp(list[i], word) != 0)
        i++;
    return i;
}
