/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/user_map.h"
#include "keeper/safe_file.h"
#include "shared/text.h"

#include <string.h>

#define BLANKS " \t"

enum { MAP_MAX = 256 * 1024 }; /* bytes */

static const struct {
    const char *name;
    struct field field;
} table[] = {
    {"sub", FIELD(claims, subject)},       {"oid", FIELD(claims, oid)},
    {"username", FIELD(claims, username)}, {"iss", FIELD(claims, issuer)},
    {"tid", FIELD(claims, tid)},
};

enum { NAMING = 1 << 0 | 1 << 1 | 1 << 2 }; /* the bits of the first three */

/* Compare "claim=value", which is cut at the "=".  Returns the bit of the
 * claim, 0 for a word that cannot be. */
static unsigned int read_word(char *word, const struct claims *claims,
                              bool *matches)
{
    const char *name = strsep(&word, "=");

    for (size_t i = 0; word != NULL && i < sizeof(table) / sizeof(table[0]);
         i++) {
        const char *value = (const char *) claims + table[i].field.offset;

        if (strcmp(table[i].name, name) != 0)
            continue;
        *matches = *matches && strcmp(value, word) == 0;
        return text_is_printable(word) && strlen(word) < table[i].field.size
                   ? 1U << i
                   : 0;
    }
    return 0;
}

/* Take a line into account; what is wrong with it, or NULL. */
static const char *read_line(char *line, const char *user,
                             const struct claims *claims,
                             enum identity_match *match)
{
    char *rest = NULL;
    const char *name = strtok_r(line, BLANKS, &rest);
    unsigned int named = 0;
    bool matches = true;
    char *word;

    if (name == NULL || name[0] == '#')
        return NULL;
    while ((word = strtok_r(NULL, BLANKS, &rest)) != NULL && word[0] != '#') {
        unsigned int bit = read_word(word, claims, &matches);

        if ((bit & ~named) == 0)
            return "write LOCAL-USER CLAIM=VALUE ..., each claim once, of iss "
                   "sub tid oid username";
        named |= bit;
    }
    if ((named & NAMING) == 0)
        return "name the person by sub, oid or username";
    if (strcmp(name, user) != 0)
        return NULL;
    if (*match != IDENTITY_UNMAPPED)
        return "this user has a line above";
    *match = matches ? IDENTITY_MATCHES : IDENTITY_DIFFERS;
    return NULL;
}

enum identity_match user_map_match(const char *path, const char *user,
                                   const struct claims *claims,
                                   char ret_error[LINE_SIZE])
{
    static char text[MAP_MAX];
    enum identity_match match = IDENTITY_UNMAPPED;
    char *rest = text;
    const char *wrong = NULL;
    unsigned int line = 0;

    if (!safe_text_read(path, NOT_WRITTEN_BY_OTHERS, text, MAP_MAX, ret_error))
        return IDENTITY_BAD_MAP;
    for (; rest != NULL && wrong == NULL; line++)
        wrong = read_line(strsep(&rest, "\n"), user, claims, &match);
    if (wrong == NULL)
        return match;
    text_format(ret_error, LINE_SIZE, "%s:%u: %s", path, line, wrong);
    return IDENTITY_BAD_MAP;
}
