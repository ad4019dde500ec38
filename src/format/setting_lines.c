/* SPDX-License-Identifier: BSD-2-Clause */

#include "format/setting_lines.h"

#include "shared/nearest.h"
#include "shared/text.h"

#include <string.h>

#define SECTION_BYTES "abcdefghijklmnopqrstuvwxyz0123456789_-"

bool setting_complain(const char *place, const char *name, const char *what,
                      char ret_error[LINE_SIZE])
{
    text_format(ret_error, LINE_SIZE, "%s: ", place);
    if (name[0] != '\0')
        text_append(ret_error, LINE_SIZE, "%s: ", name);
    text_append(ret_error, LINE_SIZE, "%s", what);
    return false;
}

bool setting_lines_complain(struct setting_lines *lines, const char *what)
{
    return setting_complain(lines->place, lines->name, what, lines->error);
}

static enum line_kind flawed(struct setting_lines *lines, const char *what)
{
    (void) setting_lines_complain(lines, what);
    return LINE_FLAWED;
}

void setting_lines_open(struct setting_lines *lines, const char *file,
                        char *text)
{
    ini_read(text, &lines->ini);
    lines->file = file;
    lines->rest = text;
    lines->number = 0;
    lines->section[0] = '\0';
}

void setting_lines_close(struct setting_lines *lines)
{
    ini_close(&lines->ini);
}

/* Enter the section of the line "[section]". */
static enum line_kind enter_section(struct setting_lines *lines,
                                    const char *line)
{
    size_t length = strspn(line + 1, SECTION_BYTES);

    if (length == 0 || length >= WORD_SIZE || line[1 + length] != ']')
        return flawed(lines, lines->naming);
    text_format(lines->section, WORD_SIZE, "%.*s", (int) length, line + 1);
    return LINE_SECTION;
}

/* A misspelt key would be a rule that nobody applies, so that the file is
 * refused; most such words are one letter away from the right one. */
static enum line_kind complain_of_key(struct setting_lines *lines)
{
    struct nearest nearest = nearest_to(lines->name);
    char advice[LINE_SIZE] = "unknown key";

    for (size_t i = 0; i < lines->count; i++)
        nearest_try(&nearest, lines->table[i].name);
    if (nearest.word[0] == '\0')
        text_append(advice, sizeof(advice), ", see %s", lines->manual);
    else
        text_append(advice, sizeof(advice), "; did you mean %s?",
                    nearest.word);
    return flawed(lines, advice);
}

/*
 * Judge the line that was taken.  libini_config loses keys in front of the
 * first section and names no line for a byte that it does not like in a name,
 * so that it is only asked for values.
 */
static enum line_kind judge(struct setting_lines *lines, const char *line)
{
    lines->setting = setting_among(lines->table, lines->count, lines->name);
    if (line[0] == '[')
        return enter_section(lines, line);
    if (line[0] == '#' || line[0] == ';' || lines->name[0] == '\0')
        return LINE_NONE;
    if (lines->section[0] == '\0')
        return flawed(lines, "must follow a [section] line");
    if (lines->setting == NULL)
        return complain_of_key(lines);
    /* A text with a flaw has no values; its lines are walked to see whether
     * one has a flaw that comes first. */
    return lines->ini.flaw[0] == '\0' ? LINE_VALUE : LINE_NONE;
}

/* What a line is about: all in front of the equal sign, so that a blank in a
 * key is seen.  Empty where it begins with a blank, which the library has a
 * word for. */
static void read_name(const char *line, char ret_name[WORD_SIZE])
{
    size_t length = strcspn(line, "=");

    while (length > 0 && strchr(" \t", line[length - 1]) != NULL)
        length--;
    if (line[0] == ' ' || line[0] == '\t')
        length = 0;
    text_format(ret_name, WORD_SIZE, "%.*s", (int) length, line);
}

/* What the library has found in no line is told behind all that we find. */
static enum line_kind end(struct setting_lines *lines)
{
    if (lines->ini.flaw[0] == '\0')
        return LINE_NONE;
    (void) setting_complain(lines->file, "", lines->ini.flaw, lines->error);
    return LINE_FLAWED;
}

/* Of our findings and the library's the first in the file is told, and ours
 * where both have one in a line. */
enum line_kind setting_lines_next(struct setting_lines *lines)
{
    const struct ini *ini = &lines->ini;
    enum line_kind kind = LINE_NONE;

    while (kind == LINE_NONE) {
        const char *line;

        if (lines->number > 0 && lines->number == ini->flawed)
            return flawed(lines, ini->flaw);
        if (lines->rest == NULL)
            return end(lines);
        line = strsep(&lines->rest, "\n");
        lines->number++;
        text_format(lines->place, sizeof(lines->place), "%s:%lu", lines->file,
                    lines->number);
        read_name(line, lines->name);
        kind = judge(lines, line);
    }
    return kind;
}

bool setting_lines_assign(struct setting_lines *lines, void *settings)
{
    const struct setting *setting = lines->setting;
    const char *text = ini_value(&lines->ini, lines->section, setting->name);

    if (text == NULL)
        return setting_lines_complain(lines, "cannot be read");
    if (!setting_assign(setting, text, settings))
        return setting_lines_complain(lines, setting_describe(setting, text));
    return true;
}
