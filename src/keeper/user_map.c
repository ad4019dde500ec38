/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/user_map.h"
#include "process/safe_file.h"
#include "shared/text.h"

#include <string.h>
#include <strings.h>

#define BLANKS " \t"

enum { MAP_MAX = 256 * 1024 }; /* bytes */

/* The first three name a person, the others say where the name holds. */
enum { SUBJECT, OBJECT, USERNAME, ISSUER, TENANT };

/* As the administrator writes them, which is as tokens do (OpenID Connect Core
 * 1.0 section 2; oid and tid are Entra's), and where they stand in claims. */
static const struct {
    const char *name;
    struct field field;
} table[MAPPING_CLAIMS] = {
    [SUBJECT] = {"sub", FIELD(claims, subject)},
    [OBJECT] = {"oid", FIELD(claims, oid)},
    [USERNAME] = {"username", FIELD(claims, username)},
    [ISSUER] = {"iss", FIELD(claims, issuer)},
    [TENANT] = {"tid", FIELD(claims, tid)},
};

static const char form[] = "write LOCAL-USER CLAIM=VALUE ..., each claim "
                           "once, of iss sub tid oid username; in double "
                           "quotes where it has blanks";

/* Undo the doubling of quotes; the end of the word, behind its closing quote,
 * or NULL where there is none in front of a blank or the end. */
static char *unquote(char *word)
{
    char *to = word;

    for (; *word != '\0'; word++) {
        if (*word == '"' && word[1] != '"')
            break;
        if (*word == '"')
            word++;
        *to++ = *word;
    }
    if (*word != '"' || strchr(BLANKS, word[1]) == NULL)
        return NULL;
    *to = '\0';
    return word + 1;
}

/* End a word there; the rest begins behind it, or is empty. */
static void cut(char **rest, char *end)
{
    *rest = end;
    if (*end != '\0')
        *rest = end + 1;
    *end = '\0';
}

/* Cut the next word off the rest of a line.  False for one that cannot be;
 * ret_word is NULL at the end and where a comment begins. */
static bool next_word(char **rest, char **ret_word)
{
    char *word = *rest + strspn(*rest, BLANKS);
    char *end;

    *ret_word = NULL;
    if (*word == '\0' || *word == '#')
        return true;
    if (*word == '"') {
        word++;
        end = unquote(word);
    } else {
        end = word + strcspn(word, BLANKS);
    }
    if (end == NULL)
        return false;
    cut(rest, end);
    *ret_word = word;
    return true;
}

/* Take "claim=value" into the mapping.  A claim that is repeated could be
 * meant as either: which one is for nobody to guess. */
static bool read_claim(char *word, struct mapping *mapping)
{
    const char *name = strsep(&word, "=");

    for (size_t i = 0; word != NULL && i < MAPPING_CLAIMS; i++) {
        const struct field *field = &table[i].field;

        if (strcmp(table[i].name, name) != 0)
            continue;
        if (mapping->given[i] || !text_is_printable(word))
            return false;
        mapping->given[i] = true;
        return text_copy((char *) &mapping->claims + field->offset,
                         field->size, word);
    }
    return false;
}

/* Cut the user off the rest of a line; empty where there is none. */
static const char *cut_user(char **rest)
{
    char *user = *rest + strspn(*rest, BLANKS);
    char *end = user + strcspn(user, BLANKS);

    cut(rest, end);
    return user;
}

/* What is wrong with the words behind the user, or NULL.  Issuer and tenant
 * say where a name holds, and alone would let anybody from there in. */
static const char *read_claims(char *rest, struct mapping *ret_mapping)
{
    char *word = NULL;

    do {
        if (!next_word(&rest, &word))
            return form;
        if (word != NULL && !read_claim(word, ret_mapping))
            return form;
    } while (word != NULL);
    for (size_t i = SUBJECT; i <= USERNAME; i++)
        if (ret_mapping->given[i])
            return NULL;
    return "name the person by sub, oid or username";
}

/* Take a line into account; what is wrong with it, or NULL.  The lines of
 * other users are judged, too: who adds one learns of a mistake at the next
 * login of anybody, not at the first of that user. */
static const char *read_line(char *line, const char *user,
                             struct mapping *ret_mapping, enum mapped *mapped)
{
    struct mapping mapping = {.claims.issuer = ""};
    const char *name = cut_user(&line);
    const char *wrong;

    if (name[0] == '\0' || name[0] == '#')
        return NULL;
    wrong = read_claims(line, &mapping);
    if (wrong != NULL || strcmp(name, user) != 0)
        return wrong;
    if (*mapped == MAPPED_BY_LINE)
        return "this user has a line above";
    *mapped = MAPPED_BY_LINE;
    *ret_mapping = mapping;
    return NULL;
}

/* All lines are read, also behind the user's own. */
enum mapped user_map_find(const char *path, const char *user,
                          struct mapping *ret_mapping,
                          char ret_error[LINE_SIZE])
{
    static char text[MAP_MAX];
    enum mapped mapped = MAPPED_NOT;
    char *rest = text;
    const char *wrong = NULL;
    unsigned int line = 0;

    if (!safe_text_read(path, NOT_WRITTEN_BY_OTHERS, text, MAP_MAX, ret_error))
        return MAPPED_BAD;
    for (; rest != NULL && wrong == NULL; line++)
        wrong = read_line(strsep(&rest, "\n"), user, ret_mapping, &mapped);
    if (wrong == NULL)
        return mapped;
    text_format(ret_error, LINE_SIZE, "%s:%u: %s", path, line, wrong);
    return MAPPED_BAD;
}

/* Before the login needs it, so that a mistake is told for each of them. */
bool user_map_check(const char *path, char ret_error[LINE_SIZE])
{
    struct mapping none;

    /* No line is an empty user's. */
    return user_map_find(path, "", &none, ret_error) != MAPPED_BAD;
}

/* Each claim that the line names must be there: what is not named may be
 * anything. */
bool mapping_matches(const struct mapping *mapping,
                     const struct claims *claims)
{
    for (size_t i = 0; i < MAPPING_CLAIMS; i++) {
        size_t offset = table[i].field.offset;
        const char *wanted = (const char *) &mapping->claims + offset;
        const char *value = (const char *) claims + offset;
        bool equal = strcmp(wanted, value) == 0;

        /* Names are chosen by people, and compared as people read them; one
         * that the provider has not checked is anybody's. */
        if (i == USERNAME)
            equal = strcasecmp(wanted, value) == 0 && !claims->name_unverified;
        if (mapping->given[i] && !equal)
            return false;
    }
    return true;
}

/* Subject and object id are never given to somebody else; names are. */
bool mapping_has_id(const struct mapping *mapping)
{
    return mapping->given[SUBJECT] || mapping->given[OBJECT];
}

bool mapping_has_name(const struct mapping *mapping)
{
    return mapping->given[USERNAME];
}
