/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/settings.h"
#include "format/setting_lines.h"
#include "keeper/settings_sections.h"
#include "keeper/settings_table.h"
#include "keeper/user_map.h"
#include "process/safe_file.h"
#include "shared/entra.h"
#include "shared/text.h"

#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_MAX = 256 * 1024, ANCHORS_MAX = 1024 * 1024 }; /* bytes */

/* Where a setting was set, and by how much of a right. */
struct place {
    enum level level;
    char text[SAFE_PATH_SIZE + WORD_SIZE]; /* "file:line", or the file */
};

/* One run of settings_load. */
struct loading {
    const struct settings_source *source;
    struct settings settings;
    struct settings scratch; /* takes what holds for other services */
    struct place places[SETTINGS_COUNT];
    struct setting_lines lines; /* of one file after another */
    enum level level;           /* of the section that they are in */
    bool found;                 /* the section to read */
    char text[ANCHORS_MAX];     /* of the file */
    char *error;                /* the caller's, LINE_SIZE */
};

static bool enter_section(struct loading *loading)
{
    const char *section = loading->lines.section;
    const char *flaw = section_flaw(loading->source, section);

    if (flaw != NULL)
        return setting_lines_complain(&loading->lines, flaw);
    loading->level = section_level(section, loading->source->section);
    loading->found |= loading->level == LEVEL_SERVICE;
    return true;
}

/* Values for other services are judged as well: who mends one service must
 * not break the next login of another.  One counts for this login where the
 * section is one of its own, and none that wins over it has set the key. */
static bool load_value(struct loading *loading)
{
    struct setting_lines *lines = &loading->lines;
    struct place *place = &loading->places[lines->setting - settings_table];

    if (loading->level == LEVEL_NONE || loading->level < place->level)
        return setting_lines_assign(lines, &loading->scratch);
    if (!setting_lines_assign(lines, &loading->settings))
        return false;
    place->level = loading->level;
    text_format(place->text, sizeof(place->text), "%s", lines->place);
    return true;
}

/* Up to the first line with a flaw. */
static bool load_lines(struct loading *loading)
{
    bool loaded = true;

    while (loaded)
        switch (setting_lines_next(&loading->lines)) {
        case LINE_FLAWED:
            return false;
        case LINE_SECTION:
            loaded = enter_section(loading);
            break;
        case LINE_VALUE:
            loaded = load_value(loading);
            break;
        case LINE_NONE:
            return true;
        }
    return false;
}

static bool load_file(struct loading *loading, const char *path)
{
    bool loaded;

    if (!safe_text_read(path, NOT_WRITTEN_BY_OTHERS, loading->text, FILE_MAX,
                        loading->error))
        return false;
    setting_lines_open(&loading->lines, path, loading->text);
    loaded = load_lines(loading);
    setting_lines_close(&loading->lines);
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
    const char *relay = settings->client.relay_url;
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
        {settings->flow == ALLOW_RELAY && relay[0] == '\0', "relay_url",
         "set it to the public_url of your relay, or set another flow"},
        {relay[0] != '\0' && settings->relay_key_file[0] == '\0',
         "relay_key_file",
         "set it to a file with this host's key, which claims-relay keys add "
         "prints"},
        {microsoft && !names_api(settings->client.scope), "scope",
         "add a scope of the API that your policy is aimed at, such as "
         "api://APP-ID/login"},
    };

    for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++)
        if (checks[i].wrong) {
            size_t row = setting_find(checks[i].key) - settings_table;

            return setting_complain(loading->places[row].text, checks[i].key,
                                    checks[i].what, loading->error);
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
    loading.lines = (struct setting_lines){
        .table = settings_table,
        .count = SETTINGS_COUNT,
        .manual = "pam_claims.conf(5)",
        .naming = "name a section [global] or after a PAM service, in lower "
                  "case",
        .error = ret_error,
    };
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
    readable = settings_read_relay_key(settings, secret, ret_error);
    explicit_bzero(secret, sizeof(secret));
    if (!readable)
        return "relay_key";
    if (settings->user_map[0] == '\0')
        return NULL;
    return user_map_check(settings->user_map, ret_error) ? NULL : "user_map";
}

/* One line of a file that only we can read. */
static bool read_secret(const char *path, char ret_secret[SECRET_SIZE],
                        char ret_error[LINE_SIZE])
{
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

bool settings_read_secret(const struct settings *settings,
                          char ret_secret[SECRET_SIZE],
                          char ret_error[LINE_SIZE])
{
    return read_secret(settings->client_secret_file, ret_secret, ret_error);
}

/* As carefully: with it others could ask people of this host to sign in. */
bool settings_read_relay_key(const struct settings *settings,
                             char ret_key[SECRET_SIZE],
                             char ret_error[LINE_SIZE])
{
    return read_secret(settings->relay_key_file, ret_key, ret_error);
}
