/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/invitation.h"
#include "shared/text.h"
#include "shared/url.h"

#include <string.h>

enum { LIFETIME_MAX = 24 * 60 * 60 /* seconds */ };

#define CODE_BYTES                                                            \
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_ "

static bool is_code(const char *code)
{
    return code[0] != '\0' && code[0] != ' ' &&
           code[strspn(code, CODE_BYTES)] == '\0' &&
           strstr(code, "  ") == NULL;
}

static bool is_device_address(const struct attempt *attempt, const char *text)
{
    const struct settings *settings = &attempt->settings;
    struct url address, issuer;

    return url_parse(text, &address) && url_parse(settings->issuer, &issuer) &&
           (strcmp(address.host, issuer.host) == 0 ||
            text_has_word(settings->client.verification_hosts, address.host));
}

/* The endpoint with a query, of more than a URL's length maybe. */
static bool is_request(const char *endpoint, const char *text)
{
    size_t length = strlen(endpoint);

    return length > 0 && strncmp(text, endpoint, length) == 0 &&
           (text[length] == '?' || text[length] == '&') &&
           text_is_printable(text) && strpbrk(text, " #") == NULL;
}

bool invitation_check(struct attempt *attempt, struct invitation *invitation)
{
    const char *endpoint = attempt->metadata.authorization_endpoint;
    bool device = attempt->flow == FLOW_DEVICE;
    bool shown = device ? is_device_address(attempt, invitation->address)
                        : is_request(endpoint, invitation->address);

    if (!shown) {
        text_format(attempt->facts.detail, LINE_SIZE,
                    "%.*s: neither the provider's nor at one of "
                    "verification_hosts",
                    NAME_SIZE, invitation->address);
        return attempt_end(attempt, OUTCOME_UNTRUSTED, "verification_host");
    }
    if (device ? !is_code(invitation->user_code)
               : invitation->user_code[0] != '\0')
        return attempt_end(attempt, OUTCOME_UNTRUSTED, "user_code");
    if (invitation->listening && !attempt->listen)
        return attempt_end(attempt, OUTCOME_UNTRUSTED, "agent");
    if (invitation->expires_in < 0)
        invitation->expires_in = 0;
    if (invitation->expires_in > LIFETIME_MAX)
        invitation->expires_in = LIFETIME_MAX;
    return true;
}
