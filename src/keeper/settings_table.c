/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/settings_table.h"
#include "keeper/settings.h"
#include "shared/text.h"
#include "shared/url.h"

#include <string.h>
#include <strings.h>

#define TEXT(key, member)                                                     \
    SETTING_MEMBER(struct settings, key, member, char *, SETTING_TEXT)
#define NUMBER(key, member)                                                   \
    SETTING_MEMBER(struct settings, key, member, int64_t, SETTING_NUMBER)
#define CHOICE(key, member)                                                   \
    SETTING_MEMBER(struct settings, key, member, int, SETTING_CHOICE)

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

/* What the relay's addresses begin with, to the byte. */
static bool is_origin(const char *text)
{
    struct url url;

    return url_parse(text, &url) &&
           strpbrk(text + strlen("https://"), "/?") == NULL;
}

/* A user name would come with a password, which everybody may read here. */
static bool is_proxy(const char *text)
{
    bool known =
        strncmp(text, "http://", 7) == 0 || strncmp(text, "https://", 8) == 0;

    return known && strchr(text, '@') == NULL;
}

static const struct text_form form_hosts = {
    .fits = is_hosts,
    .what = "host names in lower case with blanks between them, without "
            "https:// and port",
};
static const struct text_form form_domains = {
    .fits = is_domains,
    .describe = describe_domain,
};
static const struct text_form form_json = {
    .fits = is_json,
    .what = "a JSON object in ASCII",
};
static const struct text_form form_redirect = {
    .fits = is_redirect,
    .what = "an https URL, or http on 127.0.0.1 or localhost",
};
static const struct text_form form_origin = {
    .fits = is_origin,
    .what = "https://HOST or https://HOST:PORT, as the relay's public_url",
};
static const struct text_form form_proxy = {
    .fits = is_proxy,
    .what = "http://HOST:PORT or https://HOST:PORT",
};

/* Each proves the person to sshd before it asks PAM; "password" and
 * "keyboard-interactive" are PAM itself, which is where this is judged. */
#define SSH_METHODS "publickey hostbased gssapi-with-mic gssapi-keyex"

const struct setting settings_table[SETTINGS_COUNT] = {
    {TEXT(issuer, issuer), .form = &form_url, .never_empty = true,
     .standard = ""},
    {TEXT(client_id, client.client_id), .never_empty = true, .standard = ""},
    {TEXT(client_secret_file, client_secret_file), .form = &form_path,
     .standard = ""},
    {TEXT(redirect_uri, client.redirect_uri), .form = &form_redirect,
     .never_empty = true, .standard = "http://127.0.0.1"},
    {TEXT(endpoint_hosts, client.endpoint_hosts), .form = &form_hosts,
     .standard = ""},
    {TEXT(verification_hosts, client.verification_hosts), .form = &form_hosts,
     .standard =
         "microsoft.com login.microsoft.com login.microsoftonline.com"},
    {TEXT(scope, client.scope), .never_empty = true,
     .standard = "openid profile offline_access"},
    {TEXT(client_capabilities, client.capabilities), .form = &form_words,
     .standard = "cp1"},
    {TEXT(resource_url, resource_url), .form = &form_url, .standard = ""},
    {TEXT(required_claims, client.required.claims), .form = &form_json,
     .standard = ""},
    {TEXT(acr_values, client.required.acr_values), .standard = ""},
    {NUMBER(max_age, client.required.max_age), .minimum = 0,
     .maximum = 366 * 24 * 60 * 60, .word = "", .word_means = -1,
     .standard = ""},
    {TEXT(username_claim, client.username_claim), .never_empty = true,
     .standard = "preferred_username"},
    {TEXT(username_domain, username_domain), .form = &form_domains,
     .standard = ""},
    {TEXT(user_map, user_map), .form = &form_path, .standard = ""},
    {CHOICE(subject, subject), .choices = "user caller", .standard = "user"},
    {NUMBER(min_uid, min_uid), .minimum = 1, .maximum = 4294967294,
     .standard = "1000"},
    {CHOICE(first_factor, first_factor), .choices = "evidence stack none",
     .standard = "evidence"},
    {TEXT(ssh_methods, ssh_methods), .choices = SSH_METHODS,
     .standard = "publickey"},
    {CHOICE(fresh, fresh), .choices = "auto required", .standard = "auto"},
    {CHOICE(rebind, rebind), .choices = "log deny", .standard = "log"},
    {CHOICE(account, account), .choices = "auto check pass",
     .standard = "auto"},
    {TEXT(exempt_users, exempt_users), .form = &form_words, .standard = ""},
    {CHOICE(mode, mode), .choices = "enforce report", .standard = "enforce"},
    {CHOICE(flow, flow), .choices = "auto device code relay",
     .standard = "auto"},
    {TEXT(relay_url, client.relay_url), .form = &form_origin, .standard = ""},
    {TEXT(relay_key_file, relay_key_file), .form = &form_path, .standard = ""},
    {CHOICE(relay_number, relay_number), .choices = "auto always never",
     .standard = "auto"},
    {CHOICE(display, display), .choices = "auto prompt info",
     .standard = "auto"},
    {CHOICE(qr, qr), .choices = "auto always ask never", .standard = "auto"},
    {CHOICE(language, language), .choices = "en de ja", .standard = "en"},
    {NUMBER(deadline, deadline), .minimum = 10, .maximum = 900, .word = "auto",
     .word_means = 0, .standard = "auto"},
    {TEXT(ca_file, client.network.ca_file), .form = &form_path,
     .standard = ""},
    {TEXT(proxy, client.network.proxy), .form = &form_proxy, .standard = ""},
    {NUMBER(connect_timeout, client.network.connect_timeout), .minimum = 1,
     .maximum = 60, .standard = "5"},
    {NUMBER(request_timeout, client.network.request_timeout), .minimum = 1,
     .maximum = 120, .standard = "10"},
    {TEXT(state_dir, state_dir), .form = &form_path, .never_empty = true,
     .standard = STATE_DIR},
    {TEXT(key_file, key_file), .form = &form_path, .standard = ""},
};

const struct setting *setting_find(const char *name)
{
    return setting_among(settings_table, SETTINGS_COUNT, name);
}
