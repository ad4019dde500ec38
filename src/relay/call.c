/* SPDX-License-Identifier: BSD-2-Clause */

#include "relay/call.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* An answer that lacks a field of ours would be another one. */
void call_add_field(struct call *call, const char *name, const char *format,
                    ...)
{
    struct response *response = &call->response;
    struct header_field *field = &response->fields[response->field_count];
    va_list arguments;
    int length;

    if (response->field_count == HEADER_FIELDS_MAX) {
        response->status = 500;
        return;
    }
    va_start(arguments, format);
    length = vasprintf(&field->value, format, arguments);
    va_end(arguments);
    if (length < 0) {
        response->status = 500;
        return;
    }
    field->name = name;
    response->field_count++;
}

/* The NUL behind it is for those who wipe it: they do not know its length. */
void call_set_body(struct call *call, const char *body, size_t length)
{
    struct response *response = &call->response;

    response->body = malloc(length + 1);
    if (response->body == NULL) {
        response->status = 500;
        return;
    }
    memcpy(response->body, body, length);
    response->body[length] = '\0';
    response->length = length;
}
