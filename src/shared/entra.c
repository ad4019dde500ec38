/* SPDX-License-Identifier: BSD-2-Clause */

#include "shared/entra.h"
#include "shared/text.h"
#include "shared/url.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* The tenant of every personal account: whoever has one could sign in. */
#define PERSONAL_ACCOUNTS "9188040d-6c67-4c5b-b112-36a304b66dad"
/* In the issuer of a key that signs for every tenant. */
#define PLACEHOLDER "{tenantid}"

/* Microsoft Entra External ID: a tenant's own name below this domain. */
static bool is_external(const char *host)
{
    const char *domain = strchr(host, '.');

    return domain != NULL && domain != host &&
           strcmp(domain, ".ciamlogin.com") == 0;
}

/* Only there do Microsoft's own rules hold: elsewhere an AADSTS number or
 * a placeholder in an issuer means nothing. */
bool entra_is_issuer(const char *issuer)
{
    static const char hosts[] =
        "login.microsoftonline.com login.microsoftonline.us "
        "login.partner.microsoftonline.cn login.chinacloudapi.cn "
        "login.microsoft.com login.windows.net sts.windows.net "
        "sts.chinacloudapi.cn login-us.microsoftonline.com "
        "login.usgovcloudapi.net login.microsoftonline.de "
        "login.sovcloud-identity.fr login.sovcloud-identity.de "
        "login.sovcloud-identity.sg";
    struct url url;

    return url_parse(issuer, &url) &&
           (text_has_word(hosts, url.host) || is_external(url.host));
}

/* RFC 9562 section 4, in either case. */
bool entra_is_guid(const char *text)
{
    static const char shape[GUID_SIZE] =
        "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

    for (size_t i = 0; i < sizeof(shape); i++) {
        bool fits = text[i] == shape[i];

        if (shape[i] == 'x')
            fits = isxdigit((unsigned char) text[i]) != 0;
        if (!fits)
            return false;
    }
    return true;
}

/* The copy is made on the side: what is no tenant leaves no trace. */
bool entra_tenant(const char *issuer, char *ret_tenant)
{
    char tenant[GUID_SIZE] = "";
    struct url url;

    if (!url_parse(issuer, &url))
        return false;
    if (strcspn(url.path + 1, "/?") != GUID_SIZE - 1)
        return false;
    memcpy(tenant, url.path + 1, GUID_SIZE - 1);
    if (!entra_is_guid(tenant) || strcasecmp(tenant, PERSONAL_ACCOUNTS) == 0)
        return false;
    memcpy(ret_tenant, tenant, sizeof(tenant));
    return true;
}

/* The keys of all tenants are published in one place, and those with the
 * placeholder sign for each of them. */
bool entra_key_is_of(const char *key_issuer, const char *issuer)
{
    const char *mark = strstr(key_issuer, PLACEHOLDER);
    char tenant[GUID_SIZE];
    char named[URL_SIZE + GUID_SIZE];

    if (mark == NULL)
        return strcmp(key_issuer, issuer) == 0;
    if (strlen(key_issuer) >= URL_SIZE || !entra_tenant(issuer, tenant))
        return false;
    text_format(named, sizeof(named), "%.*s%s%s", (int) (mark - key_issuer),
                key_issuer, tenant, mark + strlen(PLACEHOLDER));
    return strcmp(named, issuer) == 0;
}
