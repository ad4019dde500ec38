/* SPDX-License-Identifier: BSD-2-Clause */

#include "module/arguments.h"

#include "shared/text.h"

#include <string.h>

/* The value behind "key=", or NULL for another argument. */
static const char *value_of(const char *argument, const char *key)
{
    size_t length = strlen(key);

    return strncmp(argument, key, length) == 0 ? argument + length : NULL;
}

static bool take(const char *argument, struct login *login, bool *debug)
{
    const char *value;

    if ((value = value_of(argument, "conf=")) != NULL)
        return value[0] == '/' && login->conf[0] == '\0' &&
               text_copy(login->conf, sizeof(login->conf), value);
    if ((value = value_of(argument, "service=")) != NULL)
        return value[0] != '\0' && login->section[0] == '\0' &&
               text_copy(login->section, sizeof(login->section), value);
    if (strcmp(argument, "debug") != 0 || *debug)
        return false;
    *debug = true;
    return true;
}

const char *arguments_parse(int argc, const char **argv, struct login *login,
                            bool *ret_debug)
{
    bool debug = false;

    for (int i = 0; i < argc; i++)
        if (!take(argv[i], login, &debug))
            return argv[i];
    if (login->section[0] == '\0')
        (void) text_copy(login->section, sizeof(login->section),
                         login->service);
    *ret_debug = debug;
    return NULL;
}
