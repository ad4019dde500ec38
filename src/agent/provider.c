/* SPDX-License-Identifier: BSD-2-Clause */

#include "agent/provider.h"
#include "agent/json.h"
#include "shared/text.h"
#include "shared/url.h"

#include <string.h>

static bool get_endpoint(const struct json *document, const char *name,
                         const char *issuer, char *ret_url)
{
    return json_text(json_member(document, name), ret_url, URL_SIZE) &&
           url_same_origin(ret_url, issuer);
}

/* NULL, or the word for what is wrong with the document. */
static const char *read_document(const struct json *document,
                                 const char *issuer, struct metadata *ret)
{
    static const char device[] = "device_authorization_endpoint";
    const char *name = json_string(json_member(document, "issuer"));

    if (!json_is_object(document))
        return "metadata_malformed";
    if (name == NULL || strcmp(name, issuer) != 0 ||
        !text_copy(ret->issuer, sizeof(ret->issuer), name))
        return "metadata_issuer_mismatch";
    if (!get_endpoint(document, "token_endpoint", issuer, ret->token_endpoint))
        return "token_endpoint_refused";
    if (!get_endpoint(document, "jwks_uri", issuer, ret->jwks_uri))
        return "jwks_uri_refused";
    if (json_member(document, device) != NULL &&
        !get_endpoint(document, device, issuer, ret->device_endpoint))
        return "device_endpoint_refused";
    return NULL;
}

bool provider_parse(const char *body, size_t length, const char *issuer,
                    struct metadata *ret_metadata, const char **ret_reason)
{
    struct json *document = json_parse(body, length);
    const char *reason;

    memset(ret_metadata, 0, sizeof(*ret_metadata));
    reason = read_document(document, issuer, ret_metadata);
    json_free(&document);
    if (reason != NULL)
        *ret_reason = reason;
    return reason == NULL;
}
