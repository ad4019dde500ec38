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
    {"iss", TEXT_FIELD(claims, issuer)},
    {"sub", TEXT_FIELD(claims, subject)},
    {"tid", TEXT_FIELD(claims, tid)},
    {"oid", TEXT_FIELD(claims, oid)},
    {"username", TEXT_FIELD(claims, username)},
};

/* Put "claim=value" into its member.  The word is cut at the "=". */
static bool parse_claim(char *word, struct claims *claims)
{
    const char *name = strsep(&word, "=");

    for (size_t i = 0; word != NULL && i < sizeof(table) / sizeof(table[0]);
         i++) {
        char *member = (char *) claims + table[i].field.offset;

        if (strcmp(table[i].name, name) == 0)
            return member[0] == '\0' && text_is_printable(word) &&
                   text_copy(member, table[i].field.size, word);
    }
    return false;
}

/* Take a line into account; what is wrong with it, or NULL. */
static const char *read_line(char *line, const char *user,
                             struct claims *ret_expected, bool *ret_found)
{
    struct claims claims = {.auth_time = 0};
    char *rest = line;
    const char *name = strtok_r(line, BLANKS, &rest);
    char *word;

    if (name == NULL || name[0] == '#')
        return NULL;
    while ((word = strtok_r(NULL, BLANKS, &rest)) != NULL && word[0] != '#')
        if (!parse_claim(word, &claims))
            return "write LOCAL-USER CLAIM=VALUE ..., each claim once, of iss "
                   "sub tid oid username";
    if (claims.subject[0] == '\0' && claims.oid[0] == '\0' &&
        claims.username[0] == '\0')
        return "name the person by sub, oid or username";
    if (strcmp(name, user) != 0)
        return NULL;
    if (*ret_found)
        return "this user has a line above";
    *ret_found = true;
    *ret_expected = claims;
    return NULL;
}

enum user_map_result user_map_find(const char *path, const char *user,
                                   struct claims *ret_expected,
                                   char ret_error[LINE_SIZE])
{
    static char text[MAP_MAX];
    char *rest = text;
    const char *wrong = NULL;
    unsigned int line = 0;
    bool found = false;

    if (!safe_text_read(path, NOT_WRITTEN_BY_OTHERS, text, MAP_MAX, ret_error))
        return USER_MAP_BAD;
    for (; rest != NULL && wrong == NULL; line++)
        wrong = read_line(strsep(&rest, "\n"), user, ret_expected, &found);
    if (wrong != NULL) {
        text_format(ret_error, LINE_SIZE, "%s:%u: %s", path, line, wrong);
        return USER_MAP_BAD;
    }
    return found ? USER_MAP_FOUND : USER_MAP_ABSENT;
}
