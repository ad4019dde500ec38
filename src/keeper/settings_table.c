/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/settings_table.h"
#include "keeper/settings.h"
#include "shared/text.h"
#include "shared/url.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define PLACE(member)                                                         \
#member, offsetof(struct settings, member),                               \
        sizeof(((struct settings *) 0)->member)

#define TEXT(kind, member, least, standard, help)                             \
    {                                                                         \
        PLACE(member), SETTING_##kind, least, 0, "", standard, help           \
    }
#define NUMBER(member, least, most, standard, help)                           \
    {                                                                         \
        PLACE(member), SETTING_NUMBER, least, most, "", standard, help        \
    }
#define CHOICE(member, choices, standard, help)                               \
    {                                                                         \
        PLACE(member), SETTING_CHOICE, 0, 0, choices, standard, help          \
    }

#define YEAR (366 * 24 * 60 * 60)

const struct setting settings_table[SETTINGS_COUNT] = {
    TEXT(URL, issuer, 1, "", "issuer URL of the identity provider; required"),
    TEXT(TEXT, client_id, 1, "", "id of the registered client; required"),
    TEXT(PATH, client_secret_file, 0, "",
         "file with the secret of a confidential client, mode 0600"),
    TEXT(WORDS, verification_hosts, 0,
         "microsoft.com login.microsoft.com login.microsoftonline.com",
         "hosts that a sign-in address may have, besides the issuer's"),
    TEXT(TEXT, scope, 1, "openid profile offline_access",
         "scopes to ask for; with Microsoft also one API's"),
    TEXT(WORDS, client_capabilities, 0, "cp1",
         "capabilities declared to the provider; empty for none"),
    TEXT(URL, resource_url, 0, "",
         "API that must accept the access token of each login"),
    TEXT(JSON, required_claims, 0, "",
         "claims request that each login must satisfy, as JSON"),
    TEXT(TEXT, acr_values, 0, "",
         "authentication context classes, one of which is demanded"),
    NUMBER(max_age, 0, YEAR, "",
           "seconds since the person signed in; empty for any"),
    TEXT(TEXT, username_claim, 1, "preferred_username",
         "claim of the ID token that names the person"),
    TEXT(WORDS, username_domain, 0, "",
         "domains that follow the local name in that claim"),
    TEXT(PATH, user_map, 0, "",
         "file that gives local users their identity; wins over the names"),
    CHOICE(subject, "user caller", "user",
           "whose identity is checked: the user logged in to, or the caller"),
    NUMBER(min_uid, 1, 4294967294, "1000",
           "users with a lower uid are only bound by the user map"),
    CHOICE(first_factor, "evidence stack none", "evidence",
           "when a silent success may count as authentication"),
    CHOICE(account, "auto check pass", "auto",
           "what the account phase does; auto checks in sshd only"),
    TEXT(WORDS, exempt_users, 0, "",
         "local users admitted with their first factor alone"),
    CHOICE(mode, "enforce report", "enforce",
           "report only logs what would have been refused"),
    CHOICE(qr, "auto always ask never", "auto",
           "when the sign-in is shown as a QR code"),
    NUMBER(deadline, 10, 900, "auto",
           "seconds that a login may take; auto depends on the service"),
    TEXT(PATH, ca_file, 0, "",
         "trust anchors in PEM form; empty for the system's"),
    TEXT(PROXY, proxy, 0, "", "HTTP proxy for all requests; empty for none"),
    NUMBER(connect_timeout, 1, 60, "5", "seconds to reach a server"),
    NUMBER(request_timeout, 1, 120, "10", "seconds for a whole request"),
    TEXT(PATH, state_dir, 1, STATE_DIR,
         "folder of the token store, mode 0700"),
    TEXT(PATH, key_file, 0, "",
         "key that seals the records; empty for \"key\" in state_dir"),
};

const struct setting *setting_find(const char *name)
{
    for (size_t i = 0; i < SETTINGS_COUNT; i++)
        if (strcmp(settings_table[i].name, name) == 0)
            return &settings_table[i];
    return NULL;
}

static bool parse_number(const struct setting *setting, const char *text,
                         int64_t *ret)
{
    char *end = NULL;
    int64_t number;

    if (!isdigit((unsigned char) text[0])) {
        *ret = setting->least > 0 ? 0 : -1;
        return strcmp(text, setting->standard) == 0;
    }
    errno = 0;
    number = strtoll(text, &end, 10);
    if (errno != 0 || *end != '\0' || number < setting->least ||
        number > setting->most)
        return false;
    *ret = number;
    return true;
}

static bool parse_choice(const char *choices, const char *text, int *ret)
{
    char choice[WORD_SIZE];

    for (*ret = 0; text_next_word(&choices, choice, WORD_SIZE); ++*ret)
        if (strcmp(choice, text) == 0)
            return true;
    return false;
}

static bool is_well_formed(enum setting_kind kind, const char *text)
{
    struct url url;

    switch (kind) {
    case SETTING_WORDS:
        return strpbrk(text, ",;") == NULL;
    case SETTING_JSON:
        return text[0] == '{' && text[strlen(text) - 1] == '}';
    case SETTING_URL:
        return url_parse(text, &url);
    case SETTING_PROXY:
        return (strncmp(text, "http://", 7) == 0 ||
                strncmp(text, "https://", 8) == 0) &&
               strchr(text, '@') == NULL;
    case SETTING_PATH:
        return text[0] == '/' && text[strlen(text) - 1] != '/';
    default:
        return true;
    }
}

bool setting_assign(const struct setting *setting, const char *text,
                    void *settings)
{
    char *member = (char *) settings + setting->offset;

    if (setting->kind == SETTING_NUMBER)
        return parse_number(setting, text, (int64_t *) (void *) member);
    if (setting->kind == SETTING_CHOICE)
        return parse_choice(setting->choices, text, (int *) (void *) member);
    if (text[0] == '\0') {
        member[0] = '\0';
        return setting->least == 0;
    }
    return text_is_printable(text) && is_well_formed(setting->kind, text) &&
           text_copy(member, setting->size, text);
}

void setting_describe(const struct setting *setting, char ret_line[LINE_SIZE])
{
    static const char *const forms[] = {
        [SETTING_TEXT] = "ASCII text",
        [SETTING_WORDS] = "ASCII words with blanks between them",
        [SETTING_JSON] = "a JSON object in ASCII",
        [SETTING_URL] = "an https URL without user name and fragment",
        [SETTING_PROXY] = "http://HOST:PORT or https://HOST:PORT",
        [SETTING_PATH] = "an absolute path without a slash at its end",
        [SETTING_NUMBER] = "a whole number",
        [SETTING_CHOICE] = "one of: ",
    };

    text_format(ret_line, LINE_SIZE, "give %s%s", forms[setting->kind],
                setting->choices);
    if (setting->kind == SETTING_NUMBER)
        text_append(ret_line, LINE_SIZE, " from %lld to %lld%s",
                    (long long) setting->least, (long long) setting->most,
                    strcmp(setting->standard, "auto") == 0 ? ", or auto" : "");
    else if (setting->kind != SETTING_CHOICE)
        text_append(ret_line, LINE_SIZE, ", %zu bytes at most",
                    setting->size - 1);
}
