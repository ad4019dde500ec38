/* SPDX-License-Identifier: BSD-2-Clause */

#include "agent/provider.h"
#include "agent/json.h"
#include "shared/text.h"
#include "shared/url.h"

#include <string.h>

static bool get_endpoint(const struct json *document, const char *name,
                         bool optional, const char *issuer, char *ret_url)
{
    const struct json *url = json_member(document, name);

    return (optional && url == NULL) ||
           (json_printable(url, ret_url, URL_SIZE) &&
            url_same_origin(ret_url, issuer));
}

/* NULL, or the word for what is wrong with the document. */
static const char *read_document(const struct json *document,
                                 const char *issuer, struct metadata *ret)
{
    if (!json_is_object(document))
        return "metadata_malformed";
    if (!json_is_text(json_member(document, "issuer"), issuer) ||
        !text_copy(ret->issuer, sizeof(ret->issuer), issuer))
        return "metadata_issuer_mismatch";
    if (!get_endpoint(document, "token_endpoint", false, issuer,
                      ret->token_endpoint))
        return "token_endpoint_refused";
    if (!get_endpoint(document, "jwks_uri", false, issuer, ret->jwks_uri))
        return "jwks_uri_refused";
    if (!get_endpoint(document, "device_authorization_endpoint", true, issuer,
                      ret->device_endpoint))
        return "device_endpoint_refused";
    if (!get_endpoint(document, "authorization_endpoint", true, issuer,
                      ret->authorization_endpoint))
        return "authorization_endpoint_refused";
    ret->names_issuer = json_is_true(json_member(
        document, "authorization_response_iss_parameter_supported"));
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
