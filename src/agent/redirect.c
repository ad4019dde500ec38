/* SPDX-License-Identifier: BSD-2-Clause */

#include "agent/redirect.h"
#include "format/percent.h"
#include "shared/text.h"

#include <string.h>
#include <strings.h>

enum { COUNT = 4 }; /* of the parameters that mean something to us */

/* Decode a part of a form in place; false for what may not stand in one. */
static bool decode(char *text)
{
    return percent_decode(text) &&
           (text[0] == '\0' || text_is_printable(text));
}

/* Parameters that are not ours are passed over (RFC 6749 section 4.1.2).
 * False for one of ours that must not stand like this: twice (section 3.1), or
 * in bytes that cannot be decoded. */
static bool read_query(char *query, struct redirect *redirect)
{
    struct {
        const char *name;
        const char **value;
    } places[COUNT] = {
        {"code", &redirect->code},
        {"state", &redirect->state},
        {"iss", &redirect->issuer},
        {"error", &redirect->error},
    };
    unsigned int seen = 0;

    while (query != NULL) {
        char *value = strsep(&query, "&");
        char *name = strsep(&value, "=");
        size_t i = 0;

        if (value == NULL)
            continue;
        if (!decode(name))
            continue;
        while (i < COUNT && strcmp(places[i].name, name) != 0)
            i++;
        if (i == COUNT)
            continue;
        if ((seen & 1U << i) != 0)
            return false;
        if (!decode(value))
            return false;
        seen |= 1U << i;
        *places[i].value = value;
    }
    return true;
}

/* What follows our address, whose scheme a browser may hide; NULL if `text`
 * does not begin with it. */
static char *skip_address(char *text, const char *uri)
{
    const char *host = strstr(uri, "://");
    size_t scheme = 0;
    size_t length;

    if (host != NULL)
        scheme = (size_t) (host - uri) + strlen("://");
    length = strcspn(uri + scheme, "?");

    if (strncasecmp(text, uri, scheme) == 0)
        text += scheme;
    if (strncasecmp(text, uri + scheme, length) != 0)
        return NULL;
    text += length;
    if (*text == '/')
        text++;
    if (*text != '?' && *text != '\0')
        return NULL;
    return text;
}

/* In the same time for every value of this length: whoever connects to the
 * listener could else find the state out, character by character. */
static bool is_prefix(const char *value, const char *whole)
{
    size_t length = strlen(value);
    unsigned int difference = length > strlen(whole);

    for (size_t i = 0; i < length && whole[i] != '\0'; i++)
        difference |= (unsigned char) value[i] ^ (unsigned char) whole[i];
    return difference == 0;
}

/*
 * What a response with the whole of our state is, by the first line that
 * fits.  Another issuer's answer carries a code that is not to be shown to
 * ours (RFC 9207 section 2.4), so that the issuer comes first.
 *
 *   begins like our issuer                  cut off
 *   another one, or none where one is due   mixed up
 *   an error                                error
 *   no code                                 cut off
 *   a code                                  code
 */
static enum redirect_kind kind_of_whole(const struct redirect *redirect,
                                        const struct metadata *metadata)
{
    bool named = redirect->issuer[0] != '\0';

    if ((named || metadata->names_issuer) &&
        strcmp(redirect->issuer, metadata->issuer) != 0) {
        if (named && is_prefix(redirect->issuer, metadata->issuer))
            return REDIRECT_CUT_OFF;
        return REDIRECT_MIXED_UP;
    }
    if (redirect->error[0] != '\0')
        return REDIRECT_ERROR;
    if (redirect->code[0] == '\0')
        return REDIRECT_CUT_OFF;
    return REDIRECT_CODE;
}

/*
 * `ours` says that the text begins with our address.  A state that was cut
 * off is a prefix of ours, and so is none; whether a text without the whole of
 * it is ours shows by the rest.
 *
 *   state          begins with our address, or has a code   kind
 *   another one    any                                      foreign
 *   the whole      any                                      see above
 *   a part, none   yes, and no error                        cut off
 *   a part, none   no, or an error                          foreign
 */
static enum redirect_kind kind_of(const struct redirect *redirect, bool ours,
                                  const struct redirect_rules *rules)
{
    bool begun = ours || redirect->code[0] != '\0';

    if (!is_prefix(redirect->state, rules->state))
        return REDIRECT_FOREIGN;
    if (strlen(redirect->state) == strlen(rules->state))
        return kind_of_whole(redirect, &rules->client->metadata);
    if (begun && redirect->error[0] == '\0')
        return REDIRECT_CUT_OFF;
    return REDIRECT_FOREIGN;
}

bool redirect_is_final(enum redirect_kind kind)
{
    return kind == REDIRECT_CODE || kind == REDIRECT_ERROR ||
           kind == REDIRECT_MIXED_UP;
}

void redirect_judge(struct redirect *redirect,
                    const struct redirect_rules *rules)
{
    redirect->kind = kind_of(redirect, true, rules);
}

enum paste redirect_flaw(enum redirect_kind kind)
{
    if (kind == REDIRECT_CUT_OFF)
        return PASTE_CUT_OFF;
    return PASTE_FOREIGN;
}

void redirect_read(const char *text, const struct redirect_rules *rules,
                   struct redirect *ret_redirect)
{
    char *start = ret_redirect->text;
    char *query;
    bool ours;

    *ret_redirect =
        (struct redirect){.code = "", .state = "", .issuer = "", .error = ""};
    text_copy(start, REPLY_SIZE, text + strspn(text, " \t\r\n"));
    start[strcspn(start, " \t\r\n#")] = '\0';
    query = skip_address(start, rules->client->redirect_uri);
    ours = query != NULL;
    if (!ours)
        query = start;
    if (*query == '?')
        query++;
    /* Another address has a path before its first parameter. */
    if (!ours && strcspn(query, "/?") < strcspn(query, "="))
        return;
    if (read_query(query, ret_redirect))
        ret_redirect->kind = kind_of(ret_redirect, ours, rules);
    else if (ours)
        ret_redirect->kind = REDIRECT_CUT_OFF;
}
