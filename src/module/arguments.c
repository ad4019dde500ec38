/* SPDX-License-Identifier: BSD-2-Clause */

#include "module/arguments.h"

#include "shared/text.h"

#include <string.h>

/* The value behind "key=", or NULL for another argument. */
static const char *value_of(const char *argument, const char *key)
{
    size_t length = strlen(key);

    if (strncmp(argument, key, length) != 0)
        return NULL;
    return argument + length;
}

/* False for what is no argument of ours, is said twice or means nothing: a
 * line that is misread might let in where it was to refuse.  A relative path
 * would be one of the caller's directory. */
static bool take(const char *argument, struct login *login, bool *debug)
{
    const char *conf = value_of(argument, "conf=");
    const char *section = value_of(argument, "service=");

    if (conf != NULL)
        return conf[0] == '/' && login->conf[0] == '\0' &&
               text_copy(login->conf, sizeof(login->conf), conf);
    if (section != NULL)
        return section[0] != '\0' && login->section[0] == '\0' &&
               text_copy(login->section, sizeof(login->section), section);
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
