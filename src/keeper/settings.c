/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/settings.h"
#include "keeper/safe_file.h"
#include "keeper/settings_table.h"
#include "shared/entra.h"
#include "shared/text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ini_configobj.h>
#include <stdlib.h>
#include <string.h>

#define SECTION_BYTES "abcdefghijklmnopqrstuvwxyz0123456789_-"

enum { FILE_MAX = 256 * 1024 }; /* bytes */

/* A section of a higher level wins, whatever the order of the files. */
enum level { LEVEL_NONE, LEVEL_GLOBAL, LEVEL_SHORT_NAME, LEVEL_SERVICE };

struct place {
    enum level level;
    uint32_t line; /* 0: not known */
    char file[SAFE_PATH_SIZE];
};

/* One run of settings_load. */
struct loading {
    const struct settings_source *source;
    struct settings settings;
    struct settings scratch; /* takes what holds for other services */
    struct place places[SETTINGS_COUNT]; /* where each was set */
    struct place here;
    bool in_section;
    char text[FILE_MAX]; /* of the file */
    char *error;         /* the caller's, LINE_SIZE */
};

/* Always false, so that a check can end with it. */
static bool
complain(struct loading *loading, const char *key, const char *what)
{
    loading->error[0] = '\0';
    text_append(loading->error, LINE_SIZE, "%s:", loading->here.file);
    if (loading->here.line != 0)
        text_append(loading->error, LINE_SIZE, "%u:", loading->here.line);
    if (key[0] != '\0')
        text_append(loading->error, LINE_SIZE, " %s:", key);
    text_append(loading->error, LINE_SIZE, " %s", what);
    return false;
}

static enum level
level_of(const char *section, const char *service)
{
    if (strcmp(section, service) == 0)
        return LEVEL_SERVICE;
    if (strcmp(section, "global") == 0)
        return LEVEL_GLOBAL;
    if ((strcmp(service, "sudo-i") == 0 && strcmp(section, "sudo") == 0) ||
        (strcmp(service, "su-l") == 0 && strcmp(section, "su") == 0))
        return LEVEL_SHORT_NAME;
    return LEVEL_NONE;
}

static bool
load_key(struct loading *loading, struct ini_cfgobj *ini, const char *section,
         const char *key)
{
    const struct setting *setting = setting_find(key);
    struct place *here = &loading->here;
    struct place *place;
    struct value_obj *value = NULL;
    const char *text = NULL;
    char advice[LINE_SIZE];

    ini_get_config_valueobj(section, key, ini, INI_GET_FIRST_VALUE, &value);
    if (value != NULL && value_get_line(value, &here->line) == 0)
        text = ini_get_const_string_config_value(value, NULL);
    if (setting == NULL || text == NULL)
        return complain(loading, key, "cannot be read");
    if (!setting_assign(setting, text, &loading->scratch)) {
        setting_describe(setting, advice);
        return complain(loading, key, advice);
    }
    place = &loading->places[setting - settings_table];
    here->level = level_of(section, loading->source->service);
    if (here->level == LEVEL_NONE || here->level < place->level)
        return true;
    *place = *here;
    return setting_assign(setting, text, &loading->settings);
}

static bool
load_sections(struct loading *loading, struct ini_cfgobj *ini)
{
    int count = 0;
    int error = 0;
    char **sections = ini_get_section_list(ini, &count, &error);
    bool loaded = error == 0;

    for (int i = 0; loaded && i < count; i++) {
        int size = 0;
        char **keys = ini_get_attribute_list(ini, sections[i], &size, &error);

        loaded = error == 0;
        for (int j = 0; loaded && j < size; j++)
            loaded = load_key(loading, ini, sections[i], keys[j]);
        ini_free_attribute_list(keys);
    }
    ini_free_section_list(sections);
    return loaded;
}

/* The name that a line begins with, for check_line and for complaints. */
static void
copy_name(const char *line, char ret_name[WORD_SIZE])
{
    ret_name[0] = '\0';
    text_append(ret_name, WORD_SIZE, "%.*s", (int) strcspn(line, "= \t\n"),
                line);
}

/*
 * libini_config loses keys in front of the first section and names no line
 * for a byte that it does not like in a name.
 */
static bool
check_line(struct loading *loading, const char *line)
{
    char name[WORD_SIZE];
    size_t span;

    copy_name(line, name);
    if (line[0] == '[') {
        span = strspn(line + 1, SECTION_BYTES);
        loading->in_section = span > 0 && line[1 + span] == ']';
        return loading->in_section ||
               complain(loading, name,
                        "name a section [global] or after a PAM service, in "
                        "lower case");
    }
    if (line[0] == '#' || line[0] == ';' || name[0] == '\0')
        return true;
    if (!loading->in_section)
        return complain(loading, name, "put it below a line [global]");
    return setting_find(name) != NULL ||
           complain(loading, name, "is no key, see pam_claims.conf(5)");
}

static bool
check_lines(struct loading *loading)
{
    const char *line = loading->text;

    loading->in_section = false;
    for (loading->here.line = 1; *line != '\0'; loading->here.line++) {
        if (!check_line(loading, line))
            return false;
        line += strcspn(line, "\n");
        line += *line == '\n';
    }
    return true;
}

/* The library's own text reads "Error (12) on line 2: Duplicate ...". */
static void
complain_syntax(struct loading *loading, struct ini_cfgobj *ini)
{
    char **errors = NULL;
    const char *text = "line 0: Cannot be read as INI.";
    const char *line = loading->text;
    char name[WORD_SIZE] = "";

    if (ini_config_get_errors(ini, &errors) == 0 && errors[0] != NULL)
        text = strstr(errors[0], "line ");
    loading->here.line = (uint32_t) strtoul(text + 5, NULL, 10);
    for (uint32_t i = 1; i < loading->here.line; i++)
        line += strcspn(line, "\n") + 1;
    if (loading->here.line > 0)
        copy_name(line, name);
    complain(loading, name, strchr(text, ':') + 2);
    ini_config_free_errors(errors);
}

static bool
load_file(struct loading *loading, const char *path)
{
    const struct safe_file_rules rules = {loading->source->owner, 022};
    const uint32_t collisions = INI_MS_ERROR | INI_MV1S_ERROR | INI_MV2S_ERROR;
    const uint32_t strictness = INI_PARSE_NOWRAP | INI_PARSE_NOSPACE |
                                INI_PARSE_NOTAB | INI_PARSE_NO_C_COMMENTS;
    char *text = loading->text;
    struct ini_cfgobj *ini = NULL;
    struct ini_cfgfile *file = NULL;
    bool loaded = false;

    (void) text_copy(loading->here.file, SAFE_PATH_SIZE, path);
    if (!safe_text_read(path, &rules, text, FILE_MAX, loading->error) ||
        !check_lines(loading))
        return false;
    loading->here.line = 0;
    if (ini_config_create(&ini) != 0 ||
        ini_config_file_from_mem(text, (uint32_t) strlen(text), &file) != 0)
        complain(loading, "", "is not UTF-8 text");
    else if (ini_config_parse(file, INI_STOP_ON_ANY, collisions, strictness,
                              ini) != 0)
        complain_syntax(loading, ini);
    else
        loaded = load_sections(loading, ini);
    ini_config_file_destroy(file);
    ini_config_destroy(ini);
    return loaded;
}

static int
is_drop_in(const struct dirent *entry)
{
    const char *dot = strrchr(entry->d_name, '.');

    return dot != NULL && entry->d_name[0] != '.' && strcmp(dot, ".conf") == 0;
}

static int
by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static bool
load_drop_ins(struct loading *loading)
{
    const struct safe_file_rules rules = {loading->source->owner, 022};
    char path[SAFE_PATH_SIZE] = "";
    struct dirent **entries = NULL;
    size_t length;
    int folder;
    int count;
    bool loaded;

    text_append(path, sizeof(path), "%s.d", loading->source->file);
    length = strlen(path);
    if (faccessat(AT_FDCWD, path, F_OK, AT_SYMLINK_NOFOLLOW) != 0 &&
        errno == ENOENT)
        return true;
    folder = safe_folder_open(path, &rules, loading->error);
    if (folder < 0)
        return false;
    count = scandirat(folder, ".", &entries, is_drop_in, by_name);
    close(folder);
    loading->here = (struct place){.line = 0};
    (void) text_copy(loading->here.file, SAFE_PATH_SIZE, path);
    loaded = count >= 0 || complain(loading, "", "cannot be listed");
    for (int i = 0; i < count; i++) {
        path[length] = '\0';
        text_append(path, sizeof(path), "/%s", entries[i]->d_name);
        loaded = loaded && load_file(loading, path);
        free(entries[i]);
    }
    free(entries);
    return loaded;
}

/* Complain about a value that is well-formed and still cannot be. */
static bool
refuse(struct loading *loading, const char *key, const char *what)
{
    loading->here = loading->places[setting_find(key) - settings_table];
    if (loading->here.level == LEVEL_NONE)
        (void) text_copy(loading->here.file, SAFE_PATH_SIZE,
                         loading->source->file);
    return complain(loading, key, what);
}

/* A scope beyond those of OpenID Connect itself. */
static bool
names_api(const char *scope)
{
    char word[SCOPE_SIZE];

    for (; *scope != '\0'; scope += strspn(scope, " ")) {
        word[0] = '\0';
        text_append(word, sizeof(word), "%.*s", (int) strcspn(scope, " "),
                    scope);
        if (!text_has_word("openid profile email offline_access", word))
            return true;
        scope += strlen(word);
    }
    return false;
}

/* What Entra ID needs, and what it has no parameter for. */
static bool
check_microsoft(struct loading *loading)
{
    const struct settings *settings = &loading->settings;
    char tenant[GUID_SIZE];

    if (!entra_is_issuer(settings->issuer))
        return true;
    if (!entra_tenant(settings->issuer, tenant))
        return refuse(loading, "issuer",
                      "name your tenant by its id, as in "
                      "https://login.microsoftonline.com/TENANT-ID/v2.0");
    if (settings->max_age >= 0)
        return refuse(loading, "max_age",
                      "Entra ID has no such parameter, demand an "
                      "authentication context with a sign-in frequency");
    return names_api(settings->scope) ||
           refuse(loading, "scope",
                  "add a scope of the API that your policy is aimed at, "
                  "such as api://APP-ID/login");
}

static bool
check_settings(struct loading *loading)
{
    struct settings *settings = &loading->settings;

    if (settings->issuer[0] == '\0' || strchr(settings->issuer, '?') != NULL)
        return refuse(loading, "issuer",
                      "set it to the identity provider's issuer URL");
    if (settings->client_id[0] == '\0')
        return refuse(loading, "client_id",
                      "set it to the id of the registered client");
    if (!text_has_word(settings->scope, "openid"))
        return refuse(loading, "scope", "add openid");
    if (settings->key_file[0] == '\0')
        text_append(settings->key_file, PATH_SIZE, "%s/key",
                    settings->state_dir);
    return check_microsoft(loading);
}

bool
settings_load(const struct settings_source *source,
              struct settings *ret_settings, char ret_error[LINE_SIZE])
{
    struct loading *loading = calloc(1, sizeof(*loading));
    bool loaded;

    if (loading == NULL) {
        (void) text_copy(ret_error, LINE_SIZE, "out of memory");
        return false;
    }
    loading->source = source;
    loading->error = ret_error;
    for (size_t i = 0; i < SETTINGS_COUNT; i++)
        (void) setting_assign(&settings_table[i], settings_table[i].standard,
                              &loading->settings);
    loaded = load_file(loading, source->file) &&
             (!source->drop_ins || load_drop_ins(loading)) &&
             check_settings(loading);
    if (loaded)
        *ret_settings = loading->settings;
    free(loading);
    return loaded;
}

bool
settings_read_secret(const struct settings *settings, uid_t owner,
                     char ret_secret[SECRET_SIZE], char ret_error[LINE_SIZE])
{
    const struct safe_file_rules rules = {owner, 077};
    const char *path = settings->client_secret_file;
    size_t length;

    ret_secret[0] = '\0';
    if (path[0] == '\0')
        return true;
    if (!safe_text_read(path, &rules, ret_secret, SECRET_SIZE, ret_error))
        return false;
    length = strcspn(ret_secret, "\n");
    if (strcmp(ret_secret + length, "\n") == 0)
        ret_secret[length] = '\0';
    if (text_is_printable(ret_secret))
        return true;
    explicit_bzero(ret_secret, SECRET_SIZE);
    ret_error[0] = '\0';
    text_append(ret_error, LINE_SIZE,
                "%s: must hold the secret alone, one line of ASCII", path);
    return false;
}
