/* SPDX-License-Identifier: BSD-2-Clause */

#include "format/percent.h"

#include <stdlib.h>
#include <string.h>

/* As forms are encoded, where a blank is a plus sign (WHATWG URL,
 * section 5.1). A NUL would end the text for us and for nobody else. */
bool percent_decode(char *text)
{
    char *to = text;

    for (; *text != '\0'; text++) {
        char byte = *text;

        if (byte == '+') {
            byte = ' ';
        } else if (byte == '%') {
            char digits[3] = "";

            if (strspn(text + 1, "0123456789abcdefABCDEF") < 2)
                return false;
            memcpy(digits, text + 1, 2);
            byte = (char) strtoul(digits, NULL, 16);
            text += 2;
        }
        if (byte == '\0')
            return false;
        *to++ = byte;
    }
    *to = '\0';
    return true;
}
