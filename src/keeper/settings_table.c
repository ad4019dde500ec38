/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/settings_table.h"
#include "keeper/settings.h"
#include "shared/text.h"
#include "shared/url.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* The member that a row fills, whose type must be that of its kind: that is
 * what setting_assign() takes it to be. */
#define MEMBER(of_key, member, type, of_kind)                                 \
    .name = #of_key, .offset = offsetof(struct settings, member),             \
    .size = sizeof(((struct settings *) 0)->member),                          \
    .kind = _Generic(((struct settings *) 0)->member, type                    \
                     : of_kind)
#define TEXT(key, member) MEMBER(key, member, char *, SETTING_TEXT)
#define NUMBER(key, member) MEMBER(key, member, int64_t, SETTING_NUMBER)
#define CHOICE(key, member) MEMBER(key, member, int, SETTING_CHOICE)

/* Each proves the person to sshd before it asks PAM; "password" and
 * "keyboard-interactive" are PAM itself, which is where this is judged. */
#define SSH_METHODS "publickey hostbased gssapi-with-mic gssapi-keyex"

const struct setting settings_table[SETTINGS_COUNT] = {
    {TEXT(issuer, issuer), .form = FORM_URL, .never_empty = true,
     .standard = ""},
    {TEXT(client_id, client.client_id), .never_empty = true, .standard = ""},
    {TEXT(client_secret_file, client_secret_file), .form = FORM_PATH,
     .standard = ""},
    {TEXT(redirect_uri, client.redirect_uri), .form = FORM_REDIRECT,
     .never_empty = true, .standard = "http://127.0.0.1"},
    {TEXT(endpoint_hosts, client.endpoint_hosts), .form = FORM_HOSTS,
     .standard = ""},
    {TEXT(verification_hosts, client.verification_hosts), .form = FORM_HOSTS,
     .standard =
         "microsoft.com login.microsoft.com login.microsoftonline.com"},
    {TEXT(scope, client.scope), .never_empty = true,
     .standard = "openid profile offline_access"},
    {TEXT(client_capabilities, client.capabilities), .form = FORM_WORDS,
     .standard = "cp1"},
    {TEXT(resource_url, resource_url), .form = FORM_URL, .standard = ""},
    {TEXT(required_claims, client.required.claims), .form = FORM_JSON,
     .standard = ""},
    {TEXT(acr_values, client.required.acr_values), .standard = ""},
    {NUMBER(max_age, client.required.max_age), .minimum = 0,
     .maximum = 366 * 24 * 60 * 60, .word = "", .word_means = -1,
     .standard = ""},
    {TEXT(username_claim, client.username_claim), .never_empty = true,
     .standard = "preferred_username"},
    {TEXT(username_domain, username_domain), .form = FORM_DOMAINS,
     .standard = ""},
    {TEXT(user_map, user_map), .form = FORM_PATH, .standard = ""},
    {CHOICE(subject, subject), .choices = "user caller", .standard = "user"},
    {NUMBER(min_uid, min_uid), .minimum = 1, .maximum = 4294967294,
     .standard = "1000"},
    {CHOICE(first_factor, first_factor), .choices = "evidence stack none",
     .standard = "evidence"},
    {TEXT(ssh_methods, ssh_methods), .form = FORM_CHOICES,
     .choices = SSH_METHODS, .standard = "publickey"},
    {CHOICE(fresh, fresh), .choices = "auto required", .standard = "auto"},
    {CHOICE(rebind, rebind), .choices = "log deny", .standard = "log"},
    {CHOICE(account, account), .choices = "auto check pass",
     .standard = "auto"},
    {TEXT(exempt_users, exempt_users), .form = FORM_WORDS, .standard = ""},
    {CHOICE(mode, mode), .choices = "enforce report", .standard = "enforce"},
    {CHOICE(flow, flow), .choices = "auto device code", .standard = "auto"},
    {CHOICE(display, display), .choices = "auto prompt info",
     .standard = "auto"},
    {CHOICE(qr, qr), .choices = "auto always ask never", .standard = "auto"},
    {CHOICE(language, language), .choices = "en de ja", .standard = "en"},
    {NUMBER(deadline, deadline), .minimum = 10, .maximum = 900, .word = "auto",
     .word_means = 0, .standard = "auto"},
    {TEXT(ca_file, client.network.ca_file), .form = FORM_PATH, .standard = ""},
    {TEXT(proxy, client.network.proxy), .form = FORM_PROXY, .standard = ""},
    {NUMBER(connect_timeout, client.network.connect_timeout), .minimum = 1,
     .maximum = 60, .standard = "5"},
    {NUMBER(request_timeout, client.network.request_timeout), .minimum = 1,
     .maximum = 120, .standard = "10"},
    {TEXT(state_dir, state_dir), .form = FORM_PATH, .never_empty = true,
     .standard = STATE_DIR},
    {TEXT(key_file, key_file), .form = FORM_PATH, .standard = ""},
};

const struct setting *setting_find(const char *name)
{
    for (size_t i = 0; i < SETTINGS_COUNT; i++)
        if (strcmp(settings_table[i].name, name) == 0)
            return &settings_table[i];
    return NULL;
}

/* A number alone, without sign and unit, or the word for none.  What is not
 * digits to its end is refused: "60s" is no 60. */
static bool parse_number(const struct setting *setting, const char *text,
                         int64_t *ret)
{
    char *end = NULL;

    if (setting->word != NULL && strcmp(text, setting->word) == 0) {
        *ret = setting->word_means;
        return true;
    }
    if (!isdigit((unsigned char) text[0]))
        return false;
    /* One that is too large for the type is too large for any setting. */
    *ret = strtoll(text, &end, 10);
    return *end == '\0' && *ret >= setting->minimum &&
           *ret <= setting->maximum;
}

/* The place of the word among the choices is the value of the enum in
 * settings.h, whose order is that of the row. */
static bool parse_choice(const char *choices, const char *text, int *ret)
{
    char choice[WORD_SIZE];

    for (*ret = 0; text_next_word(&choices, choice, WORD_SIZE); ++*ret)
        if (strcmp(choice, text) == 0)
            return true;
    return false;
}

/* Who writes commas expects a list that they part. */
static bool is_words(const char *text)
{
    return strpbrk(text, ",;") == NULL;
}

/* A word that is none of them is misspelt: skipped, it would silently allow or
 * forbid something. */
static bool are_choices(const char *choices, const char *text)
{
    char word[NAME_SIZE];

    while (text_next_word(&text, word, sizeof(word)))
        if (!text_has_word(choices, word))
            return false;
    return true;
}

/* Blank-separated hosts alone; what is compared with one is in lower case. */
static bool are_hosts(const char *text, bool lower_case)
{
    char word[NAME_SIZE];
    char address[NAME_SIZE + 8];
    struct url url;

    while (text_next_word(&text, word, sizeof(word))) {
        text_format(address, sizeof(address), "https://%s", word);
        if (!url_parse(address, &url) || strcasecmp(url.host, word) != 0)
            return false;
        if (lower_case && strcmp(url.host, word) != 0)
            return false;
    }
    return true;
}

/* Compared to the byte with what url_parse returns. */
static bool is_hosts(const char *text)
{
    return are_hosts(text, true);
}

/* Of names at the provider, where case does not count. */
static bool is_domains(const char *text)
{
    return are_hosts(text, false);
}

/* The agent reads it; the keeper has no parser for JSON. */
static bool is_json(const char *text)
{
    return text[0] == '{' && text[strlen(text) - 1] == '}';
}

/* With TLS and without a name or password in it. */
static bool is_url(const char *text)
{
    struct url url;

    return url_parse(text, &url);
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

/* A user name would come with a password, which everybody may read here. */
static bool is_proxy(const char *text)
{
    bool known =
        strncmp(text, "http://", 7) == 0 || strncmp(text, "https://", 8) == 0;

    return known && strchr(text, '@') == NULL;
}

/* It is walked from the root, component by component; see safe_file.h. */
static bool is_path(const char *text)
{
    return text[0] == '/' && text[strlen(text) - 1] != '/';
}

/* How each form is recognised and described.  Choices and domains have
 * descriptions of their own. */
static const struct {
    bool (*fits)(const char *text);
    const char *description;
} forms[FORM_COUNT] = {
    [FORM_ANY] = {text_is_printable, "ASCII text"},
    [FORM_WORDS] = {is_words, "ASCII words with blanks between them"},
    [FORM_CHOICES] = {text_is_printable, NULL},
    [FORM_HOSTS] = {is_hosts, "host names in lower case with blanks between "
                              "them, without https:// and port"},
    [FORM_DOMAINS] = {is_domains, NULL},
    [FORM_JSON] = {is_json, "a JSON object in ASCII"},
    [FORM_URL] = {is_url, "an https URL without user name and fragment"},
    [FORM_REDIRECT] = {is_redirect,
                       "an https URL, or http on 127.0.0.1 or localhost"},
    [FORM_PROXY] = {is_proxy, "http://HOST:PORT or https://HOST:PORT"},
    [FORM_PATH] = {is_path, "an absolute path without a slash at its end"},
};

/* An empty text means that there is none, and has no form. */
static bool parse_text(const struct setting *setting, const char *text,
                       char *ret_text)
{
    bool fits = !setting->never_empty;

    if (text[0] != '\0')
        fits = text_is_printable(text) && forms[setting->form].fits(text);
    if (setting->form == FORM_CHOICES)
        fits = fits && are_choices(setting->choices, text);
    return fits && text_copy(ret_text, setting->size, text);
}

/* MEMBER() has proved the types that are cast to. */
bool setting_assign(const struct setting *setting, const char *text,
                    void *settings)
{
    void *member = (char *) settings + setting->offset;

    switch (setting->kind) {
    case SETTING_NUMBER:
        return parse_number(setting, text, member);
    case SETTING_CHOICE:
        return parse_choice(setting->choices, text, member);
    case SETTING_TEXT:
        return parse_text(setting, text, member);
    }
    return false;
}

/* For "alice@example.com" or "@example.com", as people write whom they mean:
 * the domain alone is asked for. */
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

/* What may be left empty need not be told: whoever wrote something did not
 * mean that. */
static void describe_number(const struct setting *setting,
                            char line[LINE_SIZE])
{
    text_format(line, LINE_SIZE, "give a whole number from %lld to %lld",
                (long long) setting->minimum, (long long) setting->maximum);
    if (setting->word != NULL && setting->word[0] != '\0')
        text_append(line, LINE_SIZE, ", or %s", setting->word);
}

/* With the bytes that fit, since the length is what may be wrong with it. */
static void describe_text(const struct setting *setting, const char *value,
                          char line[LINE_SIZE])
{
    if (setting->form == FORM_CHOICES)
        text_format(line, LINE_SIZE, "give some of: %s", setting->choices);
    else if (setting->form == FORM_DOMAINS)
        describe_domain(value, line);
    else
        text_format(line, LINE_SIZE, "give %s, %zu bytes at most",
                    forms[setting->form].description, setting->size - 1);
}

/* An advice that can be followed, rather than what was wrong. */
const char *setting_describe(const struct setting *setting, const char *value)
{
    static char line[LINE_SIZE];

    switch (setting->kind) {
    case SETTING_NUMBER:
        describe_number(setting, line);
        break;
    case SETTING_CHOICE:
        text_format(line, LINE_SIZE, "give one of: %s", setting->choices);
        break;
    case SETTING_TEXT:
        describe_text(setting, value, line);
        break;
    }
    return line;
}
