/* SPDX-License-Identifier: BSD-2-Clause */

#include "relay/settings_table.h"

#include "format/json_syntax.h"
#include "relay/address.h"
#include "relay/settings.h"
#include "relay/store.h"
#include "shared/text.h"
#include "shared/url.h"

#include <string.h>

#define TEXT(key, member)                                                     \
    SETTING_MEMBER(struct relay_settings, key, member, char *, SETTING_TEXT)
#define NUMBER(key, member)                                                   \
    SETTING_MEMBER(struct relay_settings, key, member, int64_t, SETTING_NUMBER)

/* As browsers write the origin of a page (RFC 6454 section 6.2), since it is
 * compared with that to the byte. */
static bool is_origin(const char *text)
{
    char origin[URL_SIZE];
    struct url url;

    if (!url_parse(text, &url))
        return false;
    text_format(origin, sizeof(origin), "https://%s", url.host);
    if (url.port != 443)
        text_append(origin, sizeof(origin), ":%d", url.port);
    return strcmp(text, origin) == 0;
}

/* What is forwarded to is equal to one of them in front of its "?". */
static bool is_endpoints(const char *text)
{
    char word[LIST_SIZE];
    struct url url;

    while (text_next_word(&text, word, sizeof(word)))
        if (!url_parse(word, &url) || strchr(word, '?') != NULL)
            return false;
    return true;
}

/* Compared with the address of a connection as it is written. */
static bool is_proxies(const char *text)
{
    char word[NAME_SIZE];

    while (text_next_word(&text, word, sizeof(word)))
        if (strcmp(word, "unix") != 0 && !address_is_ip(word))
            return false;
    return true;
}

static bool is_store(const char *text)
{
    return strcmp(text, "memory") == 0 || redis_url_flaw(text) == NULL;
}

/* What is wrong with a URL is told where there is one; the rest is a word
 * that nobody knows. */
static void describe_store(const char *value, char ret_advice[LINE_SIZE])
{
    const char *flaw = NULL;

    if (strstr(value, "://") != NULL)
        flaw = redis_url_flaw(value);
    if (flaw == NULL)
        flaw = "give memory, redis://[:PASSWORD@]HOST[:PORT][/DB], the same "
               "with rediss:// for TLS, or redis+unix:///PATH";
    text_format(ret_advice, LINE_SIZE, "%s", flaw);
}

/* Names and prose of any language; C1 controls are bytes of two in UTF-8. */
static bool is_prose(const char *text)
{
    unsigned int point;

    while (*text != '\0') {
        size_t length = json_utf8_decode(text, &point);

        if (length == 0 || point < ' ' || (point >= 0x7f && point < 0xa0))
            return false;
        text += length;
    }
    return true;
}

static const struct text_form form_origin = {
    .fits = is_origin,
    .what = "https://HOST or https://HOST:PORT in lower case, without a slash "
            "at its end and without :443",
};
static const struct text_form form_address = {
    .fits = address_fits,
    .what = "ADDRESS:PORT, [ADDRESS]:PORT or unix:/PATH",
};
static const struct text_form form_proxies = {
    .fits = is_proxies,
    .what = "IP addresses in their shortest form, or unix, with blanks "
            "between them",
};
static const struct text_form form_endpoints = {
    .fits = is_endpoints,
    .what = "https URLs without user name, ? and #, with blanks between them",
};
static const struct text_form form_store = {
    .fits = is_store,
    .describe = describe_store,
};
static const struct text_form form_prose = {
    .fits = is_prose,
    .what = "text in UTF-8 without control characters",
    .beyond_ascii = true,
};

const struct setting relay_settings_table[RELAY_SETTINGS_COUNT] = {
    {TEXT(public_url, public_url), .form = &form_origin, .never_empty = true,
     .standard = ""},
    {TEXT(listen, listen), .form = &form_address, .never_empty = true,
     .standard = "[::]:8443"},
    {TEXT(tls_certificate, tls_certificate), .form = &form_path,
     .standard = ""},
    {TEXT(tls_key, tls_key), .form = &form_path, .standard = ""},
    {TEXT(trusted_proxies, trusted_proxies), .form = &form_proxies,
     .standard = ""},
    {TEXT(authorization_endpoints, authorization_endpoints),
     .form = &form_endpoints, .never_empty = true, .standard = ""},
    {TEXT(client_ids, client_ids), .form = &form_words, .never_empty = true,
     .standard = ""},
    {TEXT(state_dir, state_dir), .form = &form_path, .never_empty = true,
     .standard = RELAY_STATE_DIR},
    {TEXT(keys_file, keys_file), .form = &form_path, .standard = ""},
    {TEXT(store, store), .form = &form_store, .never_empty = true,
     .standard = "memory"},
    {TEXT(store_ca_file, store_ca_file), .form = &form_path, .standard = ""},
    {NUMBER(lifetime, lifetime), .minimum = 1, .maximum = 86400,
     .standard = "900"},
    {NUMBER(waiting, waiting), .minimum = 1, .maximum = 1000000,
     .standard = "20000"},
    {NUMBER(starts_per_minute, starts_per_minute), .minimum = 1,
     .maximum = 100000, .standard = "60"},
    {NUMBER(waiting_per_user, waiting_per_user), .minimum = 1, .maximum = 100,
     .standard = "3"},
    {TEXT(organisation, organisation), .form = &form_prose, .standard = ""},
    {TEXT(support, support), .form = &form_prose, .standard = ""},
    {TEXT(metrics_listen, metrics_listen), .form = &form_address,
     .standard = ""},
};
