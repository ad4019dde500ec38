/* SPDX-License-Identifier: BSD-2-Clause */

#include "scenario.h"

#include "script.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_MAX = 64 * 1024 };

static const char *const names[SECTION_COUNT] = {
    [SECTION_OPTIONS] = "[options]", [SECTION_HOST] = "[host]",
    [SECTION_KEEPER] = "[keeper]",   [SECTION_RUN] = "[run]",
    [SECTION_PROMPTS] = "[prompts]", [SECTION_LOG] = "[log]",
};

static size_t complaint_count;

/* A comment of TAP, each line of it. */
void complain(const char *format, ...)
{
    va_list arguments;
    char *text = NULL;
    char *rest = NULL;

    complaint_count++;
    va_start(arguments, format);
    if (vasprintf(&text, format, arguments) < 0)
        text = NULL;
    va_end(arguments);
    for (char *line = strtok_r(text, "\n", &rest); line != NULL;
         line = strtok_r(NULL, "\n", &rest))
        printf("# %s\n", line);
    free(text);
}

size_t complaints(void)
{
    size_t count = complaint_count;

    complaint_count = 0;
    return count;
}

static bool add_line(struct scenario *scenario, size_t *current, char *line)
{
    struct section *section;

    if (line[0] == '[') {
        *current = script_index(names, SECTION_COUNT, line);
        return *current < SECTION_COUNT;
    }
    if (*current == SECTION_COUNT)
        return false;
    section = &scenario->sections[*current];
    if (section->count == LINES_MAX)
        return false;
    section->lines[section->count++] = line;
    return true;
}

char *read_file(const char *path)
{
    char *text = calloc(1, TEXT_MAX);
    FILE *file = fopen(path, "re");
    size_t length = 0;

    if (file != NULL && text != NULL)
        length = fread(text, 1, TEXT_MAX - 1, file);
    if (text != NULL)
        text[length] = '\0';
    if (file != NULL)
        fclose(file);
    return text;
}

bool scenario_read(const char *path, struct scenario *ret_scenario)
{
    size_t current = SECTION_COUNT;
    char *rest = NULL;

    *ret_scenario = (struct scenario){.path = path, .text = read_file(path)};
    if (ret_scenario->text == NULL)
        return false;
    for (char *line = strtok_r(ret_scenario->text, "\n", &rest); line != NULL;
         line = strtok_r(NULL, "\n", &rest)) {
        if (line[0] == '#')
            continue;
        if (!add_line(ret_scenario, &current, line)) {
            complain("not understood: %s", line);
            return false;
        }
    }
    if (ret_scenario->sections[SECTION_RUN].count == 0)
        complain("there is nothing to run");
    return ret_scenario->sections[SECTION_RUN].count > 0;
}

void scenario_free(struct scenario *scenario)
{
    free(scenario->text);
    *scenario = (struct scenario){0};
}

void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "we");

    if (file == NULL || fputs(text, file) < 0 || fclose(file) != 0)
        complain("%s: %s", path, strerror(errno));
}
