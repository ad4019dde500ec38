/* SPDX-License-Identifier: BSD-2-Clause */

#include "relay/settings.h"

#include "format/setting_lines.h"
#include "process/safe_file.h"
#include "relay/address.h"
#include "relay/settings_table.h"
#include "shared/text.h"

#include <stdlib.h>
#include <string.h>

enum { FILE_MAX = 64 * 1024 }; /* bytes */

/* One run of relay_settings_load(). */
struct loading {
    const char *file;
    struct relay_settings settings;
    struct setting_lines lines;
    char error[LINE_SIZE];
    char text[FILE_MAX];
};

/* The table has them as texts, as they would be written. */
static void set_standards(struct relay_settings *settings)
{
    for (size_t i = 0; i < RELAY_SETTINGS_COUNT; i++)
        (void) setting_assign(&relay_settings_table[i],
                              relay_settings_table[i].standard, settings);
}

/* Up to the first line with a flaw. */
static bool load_lines(struct loading *loading)
{
    struct setting_lines *lines = &loading->lines;

    while (true)
        switch (setting_lines_next(lines)) {
        case LINE_FLAWED:
            return false;
        case LINE_SECTION:
            if (strcmp(lines->section, "relay") != 0)
                return setting_lines_complain(
                    lines, "there is one section, write [relay]");
            break;
        case LINE_VALUE:
            if (!setting_lines_assign(lines, &loading->settings))
                return false;
            break;
        case LINE_NONE:
            return true;
        }
}

/* Of no line in particular: the key may not be there at all. */
static bool complain(struct loading *loading, const char *key,
                     const char *what)
{
    return setting_complain(loading->file, key, what, loading->error);
}

/* What has no default, and nothing would be forwarded without. */
static bool is_complete(struct loading *loading)
{
    const struct relay_settings *settings = &loading->settings;

    if (settings->public_url[0] == '\0')
        return complain(loading, "public_url",
                        "set it to the address that browsers and hosts use, "
                        "such as https://signin.example.com");
    if (settings->authorization_endpoints[0] == '\0')
        return complain(loading, "authorization_endpoints",
                        "set it to the provider's authorization endpoint, as "
                        "its metadata names it");
    if (settings->client_ids[0] == '\0')
        return complain(loading, "client_ids",
                        "set it to the client_id of the hosts' configuration");
    return true;
}

/* What hosts and browsers say to us are secrets on their way. */
static bool check_listening(struct loading *loading)
{
    const struct relay_settings *settings = &loading->settings;
    bool certificate = settings->tls_certificate[0] != '\0';
    bool key = settings->tls_key[0] != '\0';

    if (certificate && !key)
        return complain(loading, "tls_key",
                        "set it to the certificate's key, or remove "
                        "tls_certificate");
    if (key && !certificate)
        return complain(loading, "tls_certificate",
                        "set it to the key's certificate, or remove tls_key");
    if (!certificate && !address_is_local(settings->listen))
        return complain(loading, "tls_certificate",
                        "set it and tls_key, or listen on a loopback address "
                        "or a Unix socket behind a front that speaks TLS");
    if (settings->metrics_listen[0] != '\0' &&
        strcmp(settings->metrics_listen, settings->listen) == 0)
        return complain(loading, "metrics_listen",
                        "set it to another address than listen: whoever can "
                        "sign in need not see figures");
    return true;
}

/* Values that are well-formed and still cannot be. */
static bool check_settings(struct loading *loading)
{
    struct relay_settings *settings = &loading->settings;

    if (!is_complete(loading) || !check_listening(loading))
        return false;
    /* Whoever sets it believes that the connection is safe. */
    if (settings->store_ca_file[0] != '\0' &&
        strncmp(settings->store, "rediss://", strlen("rediss://")) != 0)
        return complain(loading, "store_ca_file",
                        "remove it, or set store to rediss://...: only TLS "
                        "has a use for it");
    /* Its standard depends on another key, which may come later. */
    if (settings->keys_file[0] != '\0')
        return true;
    text_format(settings->keys_file, PATH_SIZE, "%s/keys",
                settings->state_dir);
    if (strlen(settings->state_dir) + strlen("/keys") >= PATH_SIZE)
        return complain(loading, "state_dir",
                        "name a shorter path, or set keys_file");
    return true;
}

/* A file of root's will do: the service itself runs as somebody else. */
static bool load(struct loading *loading)
{
    bool loaded;

    set_standards(&loading->settings);
    if (!safe_text_read(loading->file, NOT_WRITTEN_BY_OTHERS | ROOTS_AS_WELL,
                        loading->text, FILE_MAX, loading->error))
        return false;
    setting_lines_open(&loading->lines, loading->file, loading->text);
    loaded = load_lines(loading);
    setting_lines_close(&loading->lines);
    return loaded && check_settings(loading);
}

/* It is built up beside, so that one with a flaw changes nothing; it may hold
 * the password of the store, and is wiped. */
bool relay_settings_load(const char *file, struct relay_settings *ret_settings,
                         char ret_error[LINE_SIZE])
{
    struct loading *loading = calloc(1, sizeof(*loading));
    bool loaded;

    if (loading == NULL)
        return setting_complain(file, "", "there is no memory left",
                                ret_error);
    loading->file = file;
    loading->lines = (struct setting_lines){
        .table = relay_settings_table,
        .count = RELAY_SETTINGS_COUNT,
        .manual = "claims-relay.conf(5)",
        .naming = "there is one section, write [relay]",
        .error = loading->error,
    };
    loaded = load(loading);
    if (loaded)
        *ret_settings = loading->settings;
    else
        text_format(ret_error, LINE_SIZE, "%s", loading->error);
    explicit_bzero(loading, sizeof(*loading));
    free(loading);
    return loaded;
}
