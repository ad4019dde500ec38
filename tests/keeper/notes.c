/* SPDX-License-Identifier: BSD-2-Clause */

#include "notes.h"

#include "wire/audit_line.h"

#include "shared/limits.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char path[] = "notes";

void notes_add(const char *word, const char *text)
{
    char line[2 * AUDIT_SIZE];
    int file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    int length = snprintf(line, sizeof(line), "%s %s\n", word, text);

    if (file < 0 || write(file, line, (size_t) length) != length)
        fprintf(stderr, "%s", line);
    if (file >= 0)
        close(file);
}

void notes_fault(const char *format, ...)
{
    char text[AUDIT_SIZE];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    notes_add("fault", text);
}

int notes_count(const char *word)
{
    FILE *file = fopen(path, "re");
    char line[2 * AUDIT_SIZE];
    size_t length = strlen(word);
    int count = 0;

    while (file != NULL && fgets(line, sizeof(line), file) != NULL)
        count += strncmp(line, word, length) == 0 && line[length] == ' ';
    if (file != NULL)
        fclose(file);
    return count;
}
