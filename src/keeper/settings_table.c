/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/settings_table.h"
#include "keeper/settings.h"
#include "shared/text.h"
#include "shared/url.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define KEY(key, member, ...)                                                 \
    {                                                                         \
#key, offsetof(struct settings, member),                              \
            sizeof(((struct settings *) 0)->member), __VA_ARGS__              \
    }
/* Each proves the person to sshd before it asks PAM; "password" and
 * "keyboard-interactive" are PAM itself, which is where this is judged. */
#define SSH_METHODS "publickey hostbased gssapi-with-mic gssapi-keyex"
/* A kind that goes into a member of this type, as setting_assign() takes it
 * to be. */
#define KIND_IN(member, type, kind)                                           \
    _Generic(((struct settings *) 0)->member, type : kind)
#define TEXT(kind, key, member, least, standard)                              \
    KEY(key, member, KIND_IN(member, char *, SETTING_##kind), least, 0, "",   \
        standard)
#define NUMBER(key, member, least, most, standard)                            \
    KEY(key, member, KIND_IN(member, int64_t, SETTING_NUMBER), least, most,   \
        "", standard)
#define CHOICE(key, choices, standard)                                        \
    KEY(key, key, KIND_IN(key, int, SETTING_CHOICE), 0, 0, choices, standard)

const struct setting settings_table[SETTINGS_COUNT] = {
    TEXT(URL, issuer, issuer, 1, ""),
    TEXT(TEXT, client_id, client.client_id, 1, ""),
    TEXT(PATH, client_secret_file, client_secret_file, 0, ""),
    TEXT(REDIRECT, redirect_uri, client.redirect_uri, 1, "http://127.0.0.1"),
    TEXT(HOSTS, endpoint_hosts, client.endpoint_hosts, 0, ""),
    TEXT(HOSTS, verification_hosts, client.verification_hosts, 0,
         "microsoft.com login.microsoft.com login.microsoftonline.com"),
    TEXT(TEXT, scope, client.scope, 1, "openid profile offline_access"),
    TEXT(WORDS, client_capabilities, client.capabilities, 0, "cp1"),
    TEXT(URL, resource_url, resource_url, 0, ""),
    TEXT(JSON, required_claims, client.required.claims, 0, ""),
    TEXT(TEXT, acr_values, client.required.acr_values, 0, ""),
    NUMBER(max_age, client.required.max_age, 0, 366 * 24 * 60 * 60, ""),
    TEXT(TEXT, username_claim, client.username_claim, 1, "preferred_username"),
    TEXT(DOMAINS, username_domain, username_domain, 0, ""),
    TEXT(PATH, user_map, user_map, 0, ""),
    CHOICE(subject, "user caller", "user"),
    NUMBER(min_uid, min_uid, 1, 4294967294, "1000"),
    CHOICE(first_factor, "evidence stack none", "evidence"),
    KEY(ssh_methods, ssh_methods, SETTING_CHOICES, 0, 0, SSH_METHODS,
        "publickey"),
    CHOICE(fresh, "auto required", "auto"),
    CHOICE(rebind, "log deny", "log"),
    CHOICE(account, "auto check pass", "auto"),
    TEXT(WORDS, exempt_users, exempt_users, 0, ""),
    CHOICE(mode, "enforce report", "enforce"),
    CHOICE(flow, "auto device code", "auto"),
    CHOICE(display, "auto prompt info", "auto"),
    CHOICE(qr, "auto always ask never", "auto"),
    CHOICE(language, "en de ja", "en"),
    NUMBER(deadline, deadline, 10, 900, "auto"),
    TEXT(PATH, ca_file, client.network.ca_file, 0, ""),
    TEXT(PROXY, proxy, client.network.proxy, 0, ""),
    NUMBER(connect_timeout, client.network.connect_timeout, 1, 60, "5"),
    NUMBER(request_timeout, client.network.request_timeout, 1, 120, "10"),
    TEXT(PATH, state_dir, state_dir, 1, STATE_DIR),
    TEXT(PATH, key_file, key_file, 0, ""),
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

    if (!isdigit((unsigned char) text[0])) {
        *ret = setting->least > 0 ? 0 : -1;
        return strcmp(text, setting->standard) == 0;
    }
    /* One that is too large for the type is too large for any setting. */
    *ret = strtoll(text, &end, 10);
    return *end == '\0' && *ret >= setting->least && *ret <= setting->most;
}

static bool parse_choice(const char *choices, const char *text, int *ret)
{
    char choice[WORD_SIZE];

    for (*ret = 0; text_next_word(&choices, choice, WORD_SIZE); ++*ret)
        if (strcmp(choice, text) == 0)
            return true;
    return false;
}

/* The loopback interface needs no TLS (RFC 8252 section 7.3). */
static bool is_redirect(const char *text)
{
    char secure[URL_SIZE + 1];
    struct url url;

    if (strncmp(text, "http:", 5) != 0)
        return url_parse(text, &url);
    text_format(secure, sizeof(secure), "https:%s", text + 5);
    return url_parse(secure, &url) &&
           text_has_word("127.0.0.1 localhost", url.host);
}

/* Blank-separated hosts alone; what is compared with one is in lower case. */
static bool are_hosts(const char *text, bool lower_case)
{
    char word[NAME_SIZE];
    char address[NAME_SIZE + 8];
    struct url url;

    while (text_next_word(&text, word, sizeof(word))) {
        text_format(address, sizeof(address), "https://%s", word);
        if (!url_parse(address, &url) || strcasecmp(url.host, word) != 0 ||
            (lower_case && strcmp(url.host, word) != 0))
            return false;
    }
    return true;
}

static bool are_choices(const char *choices, const char *text)
{
    char word[NAME_SIZE];

    while (text_next_word(&text, word, sizeof(word)))
        if (!text_has_word(choices, word))
            return false;
    return true;
}

static bool is_well_formed(const struct setting *setting, const char *text)
{
    struct url url;

    switch (setting->kind) {
    case SETTING_WORDS:
        return strpbrk(text, ",;") == NULL;
    case SETTING_CHOICES:
        return are_choices(setting->choices, text);
    case SETTING_HOSTS:
        return are_hosts(text, true);
    case SETTING_DOMAINS:
        return are_hosts(text, false);
    case SETTING_JSON:
        return text[0] == '{' && text[strlen(text) - 1] == '}';
    case SETTING_URL:
        return url_parse(text, &url);
    case SETTING_REDIRECT:
        return is_redirect(text);
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
    if (text[0] == '\0')
        return setting->least == 0 && text_copy(member, setting->size, text);
    return text_is_printable(text) && is_well_formed(setting, text) &&
           text_copy(member, setting->size, text);
}

/* For "alice@example.com" or "@example.com". */
static void describe_domain(const char *value, char line[LINE_SIZE])
{
    const char *at = strchr(value, '@');
    const char *domain = at == NULL ? "" : at + 1;
    size_t length = strcspn(domain, " @");

    if (length == 0)
        text_format(line, LINE_SIZE,
                    "give domains such as example.com with blanks between "
                    "them, 255 bytes at most");
    else
        text_format(line, LINE_SIZE, "write %.*s, without @", (int) length,
                    domain);
}

const char *setting_describe(const struct setting *setting, const char *value)
{
    static char line[LINE_SIZE];
    static const char *const forms[] = {
        [SETTING_TEXT] = "ASCII text",
        [SETTING_WORDS] = "ASCII words with blanks between them",
        [SETTING_HOSTS] = "host names in lower case with blanks between "
                          "them, without https:// and port",
        [SETTING_JSON] = "a JSON object in ASCII",
        [SETTING_URL] = "an https URL without user name and fragment",
        [SETTING_REDIRECT] = "an https URL, or http on 127.0.0.1 or localhost",
        [SETTING_PROXY] = "http://HOST:PORT or https://HOST:PORT",
        [SETTING_PATH] = "an absolute path without a slash at its end",
    };

    switch (setting->kind) {
    case SETTING_NUMBER:
        text_format(line, LINE_SIZE, "give a whole number from %lld to %lld%s",
                    (long long) setting->least, (long long) setting->most,
                    strcmp(setting->standard, "auto") == 0 ? ", or auto" : "");
        break;
    case SETTING_CHOICE:
        text_format(line, LINE_SIZE, "give one of: %s", setting->choices);
        break;
    case SETTING_CHOICES:
        text_format(line, LINE_SIZE, "give some of: %s", setting->choices);
        break;
    case SETTING_DOMAINS:
        describe_domain(value, line);
        break;
    default:
        text_format(line, LINE_SIZE, "give %s, %zu bytes at most",
                    forms[setting->kind], setting->size - 1);
    }
    return line;
}
