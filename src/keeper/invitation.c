/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/invitation.h"
#include "shared/text.h"
#include "shared/url.h"

#include <string.h>

enum { LIFETIME_MAX = 24 * 60 * 60 /* seconds */, ID_MAX = 32 };

#define ID_BYTES "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

#define CODE_BYTES                                                            \
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_ "

/* Letters, digits and hyphens in words with one blank between two: as it
 * stands on the screen, it must not be able to say anything to the person. */
static bool is_code(const char *code)
{
    return code[0] != '\0' && code[0] != ' ' &&
           code[strspn(code, CODE_BYTES)] == '\0' &&
           strstr(code, "  ") == NULL;
}

/* Where the person is to type the code, and maybe a password: the provider's
 * host, or one that the administrator trusts as much. */
static bool is_device_address(const struct settings *settings,
                              const char *text)
{
    struct url address, issuer;

    return url_parse(text, &address) && url_parse(settings->issuer, &issuer) &&
           (strcmp(address.host, issuer.host) == 0 ||
            text_has_word(settings->client.verification_hosts, address.host));
}

/* The endpoint with a query, of more than a URL's length maybe. */
static bool is_request(const char *endpoint, const char *text)
{
    size_t length = strlen(endpoint);

    if (length == 0 || strncmp(text, endpoint, length) != 0)
        return false;
    return (text[length] == '?' || text[length] == '&') &&
           text_is_printable(text) && strpbrk(text, " #") == NULL;
}

/* The relay's, and an id that says nothing to anybody who reads it. */
static bool is_short_address(const char *relay, const char *text)
{
    size_t length = strlen(relay);

    if (length == 0 || strncmp(text, relay, length) != 0 ||
        text[length] != '/')
        return false;
    text += length + 1;
    return text[0] != '\0' && strlen(text) <= ID_MAX &&
           text[strspn(text, ID_BYTES)] == '\0';
}

/* The address is where the person may be sent in this flow. */
static bool is_address(const struct settings *settings,
                       const struct asked *asked, const char *text)
{
    if (asked->flow == FLOW_DEVICE)
        return is_device_address(settings, text);
    if (asked->flow == FLOW_RELAY)
        return is_short_address(settings->client.relay_url, text);
    return is_request(asked->authorization_endpoint, text);
}

/* A code in the device flow, and none in the others. */
static bool has_its_code(enum flow flow, const char *code)
{
    if (flow == FLOW_DEVICE)
        return is_code(code);
    return code[0] == '\0';
}

/* Between 0 and the ceiling: the keeper's clock adds it up. */
static int64_t bounded(int64_t seconds, int64_t most)
{
    if (seconds < 0)
        return 0;
    if (seconds > most)
        return most;
    return seconds;
}

bool invitation_check(const struct settings *settings,
                      const struct asked *asked, struct invitation *invitation,
                      struct ending *ret_ending)
{
    const char *wrong = NULL;

    if (!is_address(settings, asked, invitation->address)) {
        text_format(ret_ending->detail, LINE_SIZE,
                    "%.*s: neither the provider's nor the relay's, nor at "
                    "one of verification_hosts",
                    NAME_SIZE, invitation->address);
        wrong = "verification_host";
    } else if (!has_its_code(asked->flow, invitation->user_code)) {
        wrong = "user_code";
    } else if (invitation->listening && !asked->listening) {
        wrong = "agent";
    }
    if (wrong != NULL) {
        ending_set(ret_ending, OUTCOME_UNTRUSTED, wrong);
        return false;
    }
    if (!qr_code_is_whole(&invitation->qr))
        invitation->qr.width = 0;
    invitation->expires_in = bounded(invitation->expires_in, LIFETIME_MAX);
    return true;
}
