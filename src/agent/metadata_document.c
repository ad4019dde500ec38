/* SPDX-License-Identifier: BSD-2-Clause */

#include "agent/metadata_document.h"
#include "format/json.h"
#include "shared/text.h"
#include "shared/url.h"

#include <string.h>

/* Copy an endpoint that is where it may be; else say where it is. */
static bool get_endpoint(const struct json *document, const char *name,
                         const struct fetch *order, char *ret_url,
                         char *ret_host)
{
    const struct json *member = json_member(document, name);
    const char *url = json_string(member);

    if (url == NULL)
        url = "nowhere";
    /* A token goes where this says: the issuer's own origin, or a host that
     * the administrator named. */
    if (json_printable(member, ret_url, URL_SIZE) &&
        url_is_endpoint(ret_url, order->issuer, order->endpoint_hosts))
        return true;
    ret_url[0] = '\0';
    url_name_host(url, ret_host, NAME_SIZE / 2);
    return false;
}

/* One that may be missing, and is as good as missing elsewhere. */
static void get_optional(const struct json *document, const char *name,
                         const struct fetch *order, struct metadata *ret,
                         char *ret_url)
{
    char host[NAME_SIZE / 2] = "";

    if (json_is_absent(json_member(document, name)) ||
        get_endpoint(document, name, order, ret_url, host))
        return;
    if (ret->refused[0] != '\0')
        text_append(ret->refused, sizeof(ret->refused), ", ");
    text_append(ret->refused, sizeof(ret->refused), "%s at %s", name, host);
}

/* The first of ours that the provider knows; where it does not say, the first
 * one (OpenID Connect Discovery 1.0 section 3). */
static int read_client_auth(const struct json *document)
{
    static const char *const names[CLIENT_AUTH_COUNT] = {
        [CLIENT_AUTH_BASIC] = "client_secret_basic",
        [CLIENT_AUTH_POST] = "client_secret_post"};
    const struct json *methods =
        json_member(document, "token_endpoint_auth_methods_supported");
    const struct json *method = NULL;
    int found = CLIENT_AUTH_COUNT;

    if (json_is_array(methods))
        method = json_first(methods);
    for (; method != NULL; method = json_next(method))
        for (int i = 0; i < found; i++)
            if (json_is_text(method, names[i]))
                found = i;
    if (found == CLIENT_AUTH_COUNT)
        return CLIENT_AUTH_BASIC;
    return found;
}

/* OpenID Connect Discovery section 4.3: exactly what was asked for, or one
 * provider could speak for another. */
static const char *check_issuer(const struct json *document,
                                const char *issuer, struct metadata *ret,
                                char *ret_detail)
{
    const struct json *member = json_member(document, "issuer");
    const char *name = json_string(member);

    if (name == NULL)
        name = "nobody";
    if (json_is_text(member, issuer) &&
        text_copy(ret->issuer, sizeof(ret->issuer), issuer))
        return NULL;
    text_format(ret_detail, NAME_SIZE,
                "the metadata is of %.100s, issuer is %.100s", name, issuer);
    text_make_printable(ret_detail);
    return "metadata_issuer_mismatch";
}

/* NULL, or the word for what is wrong with the document. */
static const char *read_document(const struct json *document,
                                 const struct fetch *order,
                                 struct metadata *ret, char *ret_detail)
{
    const char *reason =
        check_issuer(document, order->issuer, ret, ret_detail);

    if (reason != NULL)
        return reason;
    if (!get_endpoint(document, "token_endpoint", order, ret->token_endpoint,
                      ret_detail))
        return "token_endpoint_refused";
    if (!get_endpoint(document, "jwks_uri", order, ret->jwks_uri, ret_detail))
        return "jwks_uri_refused";
    get_optional(document, "device_authorization_endpoint", order, ret,
                 ret->device_endpoint);
    get_optional(document, "authorization_endpoint", order, ret,
                 ret->authorization_endpoint);
    get_optional(document, "userinfo_endpoint", order, ret,
                 ret->userinfo_endpoint);
    ret->client_auth = read_client_auth(document);
    /* Then a response without one is refused (RFC 9207 section 2.4). */
    ret->names_issuer = json_is_true(json_member(
        document, "authorization_response_iss_parameter_supported"));
    return NULL;
}

const char *metadata_document_parse(const char *body, size_t length,
                                    const struct fetch *order,
                                    struct metadata *ret_metadata,
                                    char ret_detail[NAME_SIZE])
{
    struct json *document = json_parse(body, length);
    const char *reason = "metadata_malformed";

    memset(ret_metadata, 0, sizeof(*ret_metadata));
    ret_detail[0] = '\0';
    /* A provider answers an error with a page, or with a text, and 200. */
    if (json_is_object(document))
        reason = read_document(document, order, ret_metadata, ret_detail);
    json_free(&document);
    return reason;
}
