/* SPDX-License-Identifier: BSD-2-Clause */

#include "agent/authorization_endpoint.h"
#include "agent/signature.h"
#include "shared/entra.h"
#include "shared/text.h"

#include <string.h>

/* State, nonce and verifier are of one request only: what comes back is this
 * one's answer or nobody's. */
static bool draw_secrets(struct exchange *exchange,
                         char ret_challenge[SIGNATURE_SHA256_SIZE])
{
    return nonce_draw(exchange->state) && nonce_draw(exchange->nonce) &&
           nonce_draw(exchange->verifier) &&
           signature_sha256(exchange->verifier, ret_challenge);
}

/*
 * What the person is to do though the browser still knows them.  Without
 * consent others give no refresh token (OpenID Connect Core 1.0 section 11);
 * at Microsoft it may be an administrator's to give.
 *
 *   fresh   offline_access, not Microsoft   prompt
 *   yes     yes                             login consent
 *   yes     no                              login
 *   no      yes                             consent
 *   no      no                              (none)
 */
static const char *choose_prompt(const struct client *client, bool fresh)
{
    bool consent = text_has_word(client->scope, "offline_access") &&
                   !entra_is_issuer(client->metadata.issuer);

    if (fresh && consent)
        return "login consent";
    if (fresh)
        return "login";
    if (consent)
        return "consent";
    return "";
}

const char *authorization_endpoint_compose(struct exchange *exchange,
                                           const struct sign_in *order,
                                           char ret_address[ADDRESS_SIZE])
{
    const struct client *client = exchange->client;
    const char *url = client->metadata.authorization_endpoint;
    const char *refused = client->metadata.refused;
    char challenge[SIGNATURE_SHA256_SIZE];
    struct form *form;
    char mark = '?';

    /* A word of it: the device endpoint's name ends in the same letters. */
    if (url[0] == '\0' && text_has_word(refused, "authorization_endpoint"))
        return "authorization_endpoint_refused";
    if (url[0] == '\0')
        return "no_authorization_endpoint";
    if (!draw_secrets(exchange, challenge))
        return "no_randomness";
    form = exchange_form(exchange);
    form_add(form, "scope", client->scope);
    form_add(form, "response_type", "code");
    form_add(form, "redirect_uri", client->redirect_uri);
    form_add(form, "state", exchange->state);
    form_add(form, "nonce", exchange->nonce);
    form_add(form, "code_challenge", challenge);
    form_add(form, "code_challenge_method", "S256");
    form_add(form, "login_hint", order->login_hint);
    form_add(form, "prompt", choose_prompt(client, order->fresh));
    if (strlen(url) + 1 + form->length >= ADDRESS_SIZE)
        return "authorization_request_too_long";
    /* A query of the endpoint's own stays (RFC 6749 section 3.1). */
    if (strchr(url, '?') != NULL)
        mark = '&';
    text_format(ret_address, ADDRESS_SIZE, "%s%c%.*s", url, mark,
                (int) form->length, form->text);
    return NULL;
}
