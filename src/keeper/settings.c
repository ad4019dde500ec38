/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/settings.h"
#include "format/ini.h"
#include "keeper/settings_sections.h"
#include "keeper/settings_table.h"
#include "keeper/user_map.h"
#include "process/safe_file.h"
#include "shared/entra.h"
#include "shared/nearest.h"
#include "shared/text.h"

#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#define SECTION_BYTES "abcdefghijklmnopqrstuvwxyz0123456789_-"

enum { FILE_MAX = 256 * 1024, ANCHORS_MAX = 1024 * 1024 }; /* bytes */

struct place {
    enum level level;
    char text[SAFE_PATH_SIZE + WORD_SIZE]; /* "file:line", or the file */
};

/* One run of settings_load. */
struct loading {
    const struct settings_source *source;
    struct settings settings;
    struct settings scratch; /* takes what holds for other services */
    struct place places[SETTINGS_COUNT]; /* where each was set */
    struct place here;
    char section[WORD_SIZE]; /* empty before the first */
    bool found;              /* the section to read */
    char text[ANCHORS_MAX];  /* of the file */
    struct ini ini;          /* what libini_config makes of it */
    char *error;             /* the caller's, LINE_SIZE */
};

/* Always false, so that a check can end with it.  The key is empty where a
 * line has none. */
static bool complain(struct loading *loading, const char *key,
                     const char *what)
{
    text_format(loading->error, LINE_SIZE, "%s: ", loading->here.text);
    if (key[0] != '\0')
        text_append(loading->error, LINE_SIZE, "%s: ", key);
    text_append(loading->error, LINE_SIZE, "%s", what);
    return false;
}

/* Enter the section of the line "[section]", which reads `name` as a whole. */
static bool enter_section(struct loading *loading, const char *line,
                          const char *name)
{
    size_t length = strspn(line + 1, SECTION_BYTES);
    const char *flaw;

    if (length == 0 || length >= WORD_SIZE || line[1 + length] != ']')
        return complain(
            loading, name,
            "name a section [global] or after a PAM service, in lower case");
    text_format(loading->section, WORD_SIZE, "%.*s", (int) length, line + 1);
    flaw = section_flaw(loading->source, loading->section);
    if (flaw != NULL)
        return complain(loading, name, flaw);
    loading->here.level =
        section_level(loading->section, loading->source->section);
    loading->found |= loading->here.level == LEVEL_SERVICE;
    return true;
}

/* A misspelt key would be a rule that nobody applies, so that the file is
 * refused; most such words are one letter away from the right one. */
static bool complain_of_key(struct loading *loading, const char *name)
{
    struct nearest nearest = nearest_to(name);
    char advice[LINE_SIZE] = "unknown key";

    for (size_t i = 0; i < SETTINGS_COUNT; i++)
        nearest_try(&nearest, settings_table[i].name);
    if (nearest.word[0] == '\0')
        text_append(advice, sizeof(advice), ", see pam_claims.conf(5)");
    else
        text_append(advice, sizeof(advice), "; did you mean %s?",
                    nearest.word);
    return complain(loading, name, advice);
}

/* A key in this place counts for the login: the section is one of its own,
 * and none that wins over it has set the key before. */
static bool holds(const struct place *here, const struct place *before)
{
    return here->level != LEVEL_NONE && here->level >= before->level;
}

/* Values for other services are judged as well: who mends one service must
 * not break the next login of another. */
static bool load_key(struct loading *loading, const struct setting *setting)
{
    struct place *place = &loading->places[setting - settings_table];
    struct settings *settings = &loading->scratch;
    const char *text =
        ini_value(&loading->ini, loading->section, setting->name);

    if (holds(&loading->here, place))
        settings = &loading->settings;
    if (text == NULL)
        return complain(loading, setting->name, "cannot be read");
    if (!setting_assign(setting, text, settings))
        return complain(loading, setting->name,
                        setting_describe(setting, text));
    if (settings == &loading->settings)
        *place = loading->here;
    return true;
}

/*
 * Load a line that begins with this name.  libini_config loses keys in front
 * of the first section and names no line for a byte that it does not like in
 * a name, so that it is only asked for values.
 */
static bool load_line(struct loading *loading, const char *line,
                      const char *name)
{
    const struct setting *setting = setting_find(name);

    if (line[0] == '[')
        return enter_section(loading, line, name);
    if (line[0] == '#' || line[0] == ';' || name[0] == '\0')
        return true;
    if (loading->section[0] == '\0')
        return complain(loading, name, "must follow a [section] line");
    if (setting == NULL)
        return complain_of_key(loading, name);
    /* A text with a flaw has no values; its lines are walked to see whether
     * one has a flaw that comes first. */
    if (loading->ini.flaw[0] != '\0')
        return true;
    return load_key(loading, setting);
}

/* What a line is about: all in front of the equal sign, so that a blank in a
 * key is seen.  Empty where it begins with a blank, which the library has a
 * word for. */
static void read_name(const char *line, char ret_name[WORD_SIZE])
{
    size_t length = strcspn(line, "=");

    while (length > 0 && strchr(" \t", line[length - 1]) != NULL)
        length--;
    if (line[0] == ' ' || line[0] == '\t')
        length = 0;
    text_format(ret_name, WORD_SIZE, "%.*s", (int) length, line);
}

/* Line by line, so that of our findings and the library's the first in the
 * file is told. */
static bool load_lines(struct loading *loading, const char *path)
{
    const struct ini *ini = &loading->ini;
    char *rest = loading->text;
    char name[WORD_SIZE];

    loading->section[0] = '\0';
    for (unsigned long number = 1; rest != NULL; number++) {
        const char *line = strsep(&rest, "\n");

        text_format(loading->here.text, sizeof(loading->here.text), "%s:%lu",
                    path, number);
        read_name(line, name);
        if (!load_line(loading, line, name))
            return false;
        if (number == ini->flawed)
            return complain(loading, name, ini->flaw);
    }
    if (ini->flaw[0] != '\0')
        return safe_file_complain(path, 0, ini->flaw, loading->error);
    return true;
}

static bool load_file(struct loading *loading, const char *path)
{
    bool loaded;

    if (!safe_text_read(path, NOT_WRITTEN_BY_OTHERS, loading->text, FILE_MAX,
                        loading->error))
        return false;
    ini_read(loading->text, &loading->ini);
    loaded = load_lines(loading, path);
    ini_close(&loading->ini);
    return loaded;
}

/* Drop-ins in the order of their names, as elsewhere below /etc; scandir(3)
 * gives the list as memory of ours, piece by piece. */
static bool load_drop_ins(struct loading *loading, const char *file)
{
    char path[SAFE_PATH_SIZE];
    struct dirent **entries = NULL;
    int count;
    bool loaded = true;

    text_format(path, sizeof(path), "%s.d", file);
    if (!safe_directory(path, NOT_WRITTEN_BY_OTHERS, false, loading->error))
        return errno == ENOENT;
    count = scandir(path, &entries, NULL, alphasort);
    if (count < 0)
        return safe_file_complain(path, errno, "", loading->error);
    for (int i = 0; i < count; i++) {
        text_format(path, sizeof(path), "%s.d/%s", file, entries[i]->d_name);
        if (loaded && fnmatch("*.conf", entries[i]->d_name, FNM_PERIOD) == 0)
            loaded = load_file(loading, path);
        free(entries[i]);
    }
    free(entries);
    return loaded;
}

/* A scope beyond those of OpenID Connect itself. */
static bool names_api(const char *scope)
{
    char word[SCOPE_SIZE];

    while (text_next_word(&scope, word, sizeof(word)))
        if (!text_has_word("openid profile email offline_access", word))
            return true;
    return false;
}

static bool ends_in(const char *text, const char *end)
{
    size_t length = strlen(text);

    return length >= strlen(end) &&
           strcmp(text + length - strlen(end), end) == 0;
}

/* Values that are well-formed and still cannot be; Entra ID needs more, and
 * has no parameter for max_age. */
static bool check_settings(struct loading *loading)
{
    const struct settings *settings = &loading->settings;
    const char *issuer = settings->issuer;
    bool microsoft = entra_is_issuer(issuer);
    char tenant[GUID_SIZE];
    const struct {
        bool wrong;
        const char *key, *what;
    } checks[] = {
        {issuer[0] == '\0' || strchr(issuer, '?') != NULL, "issuer",
         "set it to the identity provider's issuer URL"},
        {settings->client.client_id[0] == '\0', "client_id",
         "set it to the id of the registered client"},
        {!text_has_word(settings->client.scope, "openid"), "scope",
         "add openid"},
        {microsoft && !entra_tenant(issuer, tenant), "issuer",
         "name your tenant by its id, as in "
         "https://login.microsoftonline.com/TENANT-ID/v2.0"},
        {microsoft && !ends_in(issuer, "/v2.0"), "issuer",
         "end it with /v2.0, as in "
         "https://login.microsoftonline.com/TENANT-ID/v2.0"},
        {microsoft && settings->client.required.max_age >= 0, "max_age",
         "Entra ID has no such parameter, demand an authentication context "
         "with a sign-in frequency"},
        {microsoft && !names_api(settings->client.scope), "scope",
         "add a scope of the API that your policy is aimed at, such as "
         "api://APP-ID/login"},
    };

    for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++)
        if (checks[i].wrong) {
            loading->here =
                loading->places[setting_find(checks[i].key) - settings_table];
            return complain(loading, checks[i].key, checks[i].what);
        }
    return true;
}

/* Who can write the trust anchors decides who the provider is. */
static bool check_anchors(struct loading *loading)
{
    const char *anchors = loading->settings.client.network.ca_file;

    return anchors[0] == '\0' ||
           safe_text_read(anchors, NOT_WRITTEN_BY_OTHERS, loading->text,
                          ANCHORS_MAX, loading->error);
}

/* A section that service= asks for and nobody wrote would leave the login with
 * [global], which is not what the PAM line says. */
static bool load_files(struct loading *loading)
{
    const struct settings_source *source = loading->source;
    bool asked = strcmp(source->section, source->service) != 0;

    if (!load_file(loading, source->file))
        return false;
    if (source->drop_ins && !load_drop_ins(loading, source->file))
        return false;
    if (!asked || loading->found)
        return true;
    text_format(loading->error, LINE_SIZE,
                "%s: [%s]: add this section, which service= asks for",
                source->file, source->section);
    return false;
}

bool settings_load(const struct settings_source *source,
                   struct settings *ret_settings, char ret_error[LINE_SIZE])
{
    static struct loading loading; /* too large for the stack */
    bool loaded;

    memset(&loading, 0, sizeof(loading));
    loading.source = source;
    loading.error = ret_error;
    for (size_t i = 0; i < SETTINGS_COUNT; i++) {
        (void) setting_assign(&settings_table[i], settings_table[i].standard,
                              &loading.settings);
        (void) text_copy(loading.places[i].text, SAFE_PATH_SIZE, source->file);
    }
    loaded = load_files(&loading) && check_settings(&loading) &&
             check_anchors(&loading);
    if (!loaded)
        return false;
    *ret_settings = loading.settings;
    if (ret_settings->key_file[0] == '\0')
        text_format(ret_settings->key_file, PATH_SIZE, "%s/key",
                    ret_settings->state_dir);
    ret_error[0] = '\0';
    return true;
}

const char *settings_check_files(const struct settings *settings,
                                 char ret_error[LINE_SIZE])
{
    char secret[SECRET_SIZE];
    bool readable = settings_read_secret(settings, secret, ret_error);

    explicit_bzero(secret, sizeof(secret));
    if (!readable)
        return "client_secret";
    if (settings->user_map[0] == '\0')
        return NULL;
    return user_map_check(settings->user_map, ret_error) ? NULL : "user_map";
}

bool settings_read_secret(const struct settings *settings,
                          char ret_secret[SECRET_SIZE],
                          char ret_error[LINE_SIZE])
{
    const char *path = settings->client_secret_file;
    size_t length;

    ret_secret[0] = '\0';
    if (path[0] == '\0')
        return true;
    if (!safe_text_read(path, NOT_READ_BY_OTHERS, ret_secret, SECRET_SIZE,
                        ret_error))
        return false;
    length = strcspn(ret_secret, "\n");
    if (strcmp(ret_secret + length, "\n") == 0)
        ret_secret[length] = '\0';
    if (text_is_printable(ret_secret))
        return true;
    explicit_bzero(ret_secret, SECRET_SIZE);
    return safe_file_complain(
        path, 0, "must hold the secret alone, one line of ASCII", ret_error);
}
