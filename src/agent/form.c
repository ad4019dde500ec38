/* SPDX-License-Identifier: BSD-2-Clause */

#include "agent/form.h"

#include <string.h>

/* What stands for itself (RFC 3986 section 2.3).  A blank becomes %20 and
 * never a '+': the same text has to be right behind the '?' of an address,
 * where some servers take a '+' for itself. */
static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                            "abcdefghijklmnopqrstuvwxyz"
                            "0123456789-_.~";

/* What is too long is cut: FORM_SIZE has room for all that a request can have
 * in it, so that this cannot happen, and no check is forgotten. */
static void add_byte(struct form *form, char byte)
{
    if (form->length >= FORM_SIZE - 1)
        return;
    form->text[form->length++] = byte;
    form->text[form->length] = '\0';
}

void form_begin(struct form *form)
{
    form->length = 0;
    form->text[0] = '\0';
}

void form_add_encoded(struct form *form, const char *text)
{
    static const char digits[] = "0123456789ABCDEF";

    for (; *text != '\0'; text++) {
        unsigned char byte = (unsigned char) *text;

        if (strchr(plain, byte) != NULL) {
            add_byte(form, *text);
        } else {
            add_byte(form, '%');
            add_byte(form, digits[byte >> 4]);
            add_byte(form, digits[byte & 15]);
        }
    }
}

void form_add_plain(struct form *form, const char *text)
{
    for (; *text != '\0'; text++)
        add_byte(form, *text);
}

/* A parameter without a value is as if it was left out (RFC 6749 section 3.1),
 * so that it is. */
void form_add(struct form *form, const char *name, const char *value)
{
    if (value[0] == '\0')
        return;
    if (form->length > 0)
        add_byte(form, '&');
    form_add_encoded(form, name);
    add_byte(form, '=');
    form_add_encoded(form, value);
}
