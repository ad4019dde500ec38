/* SPDX-License-Identifier: BSD-2-Clause */

#include "report.h"

#include "shared/limits.h"
#include "shared/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static char faults[4096];

void report_fault(const char *format, ...)
{
    va_list arguments;
    size_t used = strlen(faults);

    va_start(arguments, format);
    vsnprintf(faults + used, sizeof(faults) - used, format, arguments);
    va_end(arguments);
    text_append(faults, sizeof(faults), "\n");
}

static FILE *open_report(const char *script, const char *mode)
{
    char path[PATH_SIZE + 8] = "";

    text_append(path, sizeof(path), "%s.report", script);
    return fopen(path, mode);
}

void report_write(const char *script)
{
    FILE *file = open_report(script, "ae");

    if (file == NULL)
        return;
    fprintf(file, "%sdone\n", faults);
    fclose(file);
    faults[0] = '\0';
}

int report_count(const char *script)
{
    FILE *file = open_report(script, "re");
    char line[LINE_SIZE];
    int count = 0;

    while (file != NULL && fgets(line, sizeof(line), file) != NULL)
        count += strcmp(line, "done\n") == 0;
    if (file != NULL)
        fclose(file);
    return count;
}
