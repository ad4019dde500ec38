/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/sheet.h"

#include "shared/text.h"

/* Of what does not fit the end is missing, here and in the other. */
void sheet_put(const struct sheet *sheet, const char *words)
{
    text_append(sheet->text, sheet->size, "%s", words);
}

void sheet_say(const struct sheet *sheet, const char *english, ...)
{
    va_list arguments;

    va_start(arguments, english);
    text_append_list(sheet->text, sheet->size,
                     sheet->screen->translate(english), arguments);
    va_end(arguments);
}
