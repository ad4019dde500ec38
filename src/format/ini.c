/* SPDX-License-Identifier: BSD-2-Clause */

#include "format/ini.h"

#include "shared/text.h"

#include <ini_configobj.h>
#include <stdlib.h>
#include <string.h>

/* No section and no key is repeated: only one of two values could hold, and
 * whoever reads the file would have to know which. */
enum { COLLISIONS = INI_MS_ERROR | INI_MV1S_ERROR | INI_MV2S_ERROR };

/* A value ends with its line, and a comment begins one: all else that the
 * library could make of blanks and slashes is somebody's mistake. */
enum {
    STRICTNESS = INI_PARSE_NOWRAP | INI_PARSE_NOSPACE | INI_PARSE_NOTAB |
                 INI_PARSE_NO_C_COMMENTS
};

/*
 * Take "Error (6) on line 2: Duplicate key is not allowed." apart.  The
 * library keeps number and line of an error to itself (struct ini_parse_error)
 * and hands out this text alone, which is in English where nobody has called
 * setlocale(3), as in the keeper.  A test holds its words.
 */
static void read_error(const char *error, struct ini *ini)
{
    static const char place[] = " on line ";
    const char *line = strstr(error, place);
    char *words = NULL;

    if (line != NULL)
        ini->flawed = strtoul(line + strlen(place), &words, 10);
    if (words != NULL && strncmp(words, ": ", 2) == 0) {
        text_format(ini->flaw, LINE_SIZE, "%s", words + 2);
    } else {
        ini->flawed = 0;
        text_format(ini->flaw, LINE_SIZE, "Cannot be read as INI.");
    }
}

/* Parse what was opened, up to the first error. */
static void parse(struct ini_cfgfile *file, struct ini *ini)
{
    char **errors = NULL;
    const char *error = "";

    if (ini_config_parse(file, INI_STOP_ON_ANY, COLLISIONS, STRICTNESS,
                         ini->values) == 0)
        return;
    if (ini_config_get_errors(ini->values, &errors) == 0 && errors[0] != NULL)
        error = errors[0];
    read_error(error, ini);
    ini_config_free_errors(errors);
}

/* The library opens a text only if it is UTF-8. */
void ini_read(char *text, struct ini *ret_ini)
{
    struct ini_cfgfile *file = NULL;

    *ret_ini = (struct ini){.values = NULL};
    if (ini_config_create(&ret_ini->values) == 0 &&
        ini_config_file_from_mem(text, (uint32_t) strlen(text), &file) == 0)
        parse(file, ret_ini);
    else
        text_format(ret_ini->flaw, LINE_SIZE, "is not UTF-8 text");
    ini_config_file_destroy(file);
}

const char *ini_value(const struct ini *ini, const char *section,
                      const char *key)
{
    struct value_obj *value = NULL;

    (void) ini_get_config_valueobj(section, key, ini->values,
                                   INI_GET_FIRST_VALUE, &value);
    return ini_get_const_string_config_value(value, NULL);
}

void ini_close(struct ini *ini)
{
    ini_config_destroy(ini->values);
    ini->values = NULL;
}
