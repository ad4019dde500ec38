/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/user_map.h"
#include "keeper/safe_file.h"
#include "shared/text.h"

#include <errno.h>
#include <stdlib.h>
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
static bool
parse_claim(char *word, struct claims *claims)
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

/* Take a line apart; what is wrong with it, or NULL. */
static const char *
parse_line(char *line, const char **ret_user, struct claims *ret_claims)
{
    char *rest = line;
    char *word;

    *ret_claims = (struct claims){.auth_time = 0};
    *ret_user = strtok_r(line, BLANKS, &rest);
    if (*ret_user == NULL || (*ret_user)[0] == '#') {
        *ret_user = NULL;
        return NULL;
    }
    while ((word = strtok_r(NULL, BLANKS, &rest)) != NULL && word[0] != '#')
        if (!parse_claim(word, ret_claims))
            return "write LOCAL-USER CLAIM=VALUE ..., each claim once, of iss "
                   "sub tid oid username";
    if (ret_claims->subject[0] == '\0' && ret_claims->oid[0] == '\0' &&
        ret_claims->username[0] == '\0')
        return "name the person by sub, oid or username";
    return NULL;
}

static enum user_map_result
search(char *text, const char *user, struct claims *ret_expected,
       unsigned int *ret_line, const char **ret_wrong)
{
    enum user_map_result result = USER_MAP_ABSENT;
    char *line;

    for (*ret_line = 1; (line = strsep(&text, "\n")) != NULL; ++*ret_line) {
        struct claims claims;
        const char *name = NULL;
        bool is_user;

        *ret_wrong = parse_line(line, &name, &claims);
        is_user = name != NULL && strcmp(name, user) == 0;
        if (is_user && result == USER_MAP_FOUND)
            *ret_wrong = "this user has a line above";
        if (*ret_wrong != NULL)
            return USER_MAP_BAD;
        if (is_user) {
            *ret_expected = claims;
            result = USER_MAP_FOUND;
        }
    }
    return result;
}

enum user_map_result
user_map_find(const char *path, uid_t owner, const char *user,
              struct claims *ret_expected, char ret_error[LINE_SIZE])
{
    const struct safe_file_rules rules = {owner, 022};
    enum user_map_result result = USER_MAP_BAD;
    char *text = malloc(MAP_MAX);
    unsigned int line = 0;
    const char *wrong = NULL;

    if (text == NULL)
        safe_file_complain(path, ENOMEM, "", ret_error);
    else if (safe_text_read(path, &rules, text, MAP_MAX, ret_error))
        result = search(text, user, ret_expected, &line, &wrong);
    if (wrong != NULL) {
        ret_error[0] = '\0';
        text_append(ret_error, LINE_SIZE, "%s:%u: %s", path, line, wrong);
    }
    free(text);
    return result;
}
