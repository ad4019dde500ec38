/* SPDX-License-Identifier: BSD-2-Clause */

#include "section.h"

#include "shared/limits.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

void section_each(const char *section, section_line *function)
{
    static char line[SHOW_SIZE];
    FILE *file = fopen("scenario", "re");
    bool inside = false;

    while (file != NULL && fgets(line, sizeof(line), file) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        if (line[0] == '[')
            inside = strcmp(line, section) == 0;
        else if (inside && line[0] != '#' && line[0] != '\0')
            function(line);
    }
    if (file != NULL)
        fclose(file);
}
