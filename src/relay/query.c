/* SPDX-License-Identifier: BSD-2-Clause */

#include "relay/query.h"

#include "format/percent.h"
#include "shared/text.h"

#include <string.h>

/* There are a handful of names, and none of them is known to anybody else. */
static struct parameter *find(struct parameter *parameters, size_t count,
                              const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(parameters[i].name, name) == 0)
            return &parameters[i];
    return NULL;
}

/* A name that cannot be decoded is none of ours. */
bool query_read(char *query, struct parameter *parameters, size_t count)
{
    static char nothing[] = "";

    for (size_t i = 0; i < count; i++) {
        parameters[i].value = "";
        parameters[i].times = 0;
    }
    while (query != NULL) {
        char *value = strsep(&query, "&");
        char *name = strsep(&value, "=");
        struct parameter *parameter = NULL;

        if (percent_decode(name))
            parameter = find(parameters, count, name);
        if (parameter == NULL)
            continue;
        if (value == NULL)
            value = nothing;
        if (!percent_decode(value))
            return false;
        parameter->value = value;
        parameter->times++;
    }
    return true;
}

bool parameter_is_plain(const struct parameter *parameter)
{
    return text_is_printable(parameter->value);
}
