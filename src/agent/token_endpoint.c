/* SPDX-License-Identifier: BSD-2-Clause */

#include "agent/token_endpoint.h"
#include "shared/entra.h"

#include <string.h>

/* Post the form that redeems this grant, and read the answer.  A refresh
 * token or a code that is sent twice looks stolen (RFC 6819 section 5.2.2.3),
 * so that only a poll may be repeated on another connection. */
static void redeem(const struct exchange *exchange, enum token_request kind,
                   const char *grant, struct token_response *ret_response)
{
    struct post post = {.url = exchange->client->metadata.token_endpoint,
                        .grant = grant,
                        .once = kind != TOKEN_POLL};

    exchange_post(exchange, &post);
    token_response_parse(&post.answer, kind, ret_response);
    exchange_explain(exchange, &post, &ret_response->failure);
}

void token_endpoint_refresh(const struct exchange *exchange,
                            const char *refresh_token,
                            struct token_response *ret_response)
{
    struct form *form = exchange_form(exchange);

    /* Omitted it is what was granted, which may be less than what was asked
     * for; Microsoft wants the resource named. */
    if (entra_is_issuer(exchange->client->metadata.issuer))
        form_add(form, "scope", exchange->client->scope);
    form_add(form, "grant_type", "refresh_token");
    form_add(form, "refresh_token", refresh_token);
    redeem(exchange, TOKEN_REFRESH, refresh_token, ret_response);
}

void token_endpoint_redeem(const struct exchange *exchange, const char *code,
                           struct token_response *ret_response)
{
    struct form *form = exchange_form(exchange);

    form_add(form, "scope", exchange->client->scope);
    form_add(form, "grant_type", "authorization_code");
    form_add(form, "code", code);
    form_add(form, "redirect_uri", exchange->client->redirect_uri);
    form_add(form, "code_verifier", exchange->verifier);
    redeem(exchange, TOKEN_CODE, code, ret_response);
    /* Only the person can get another code. */
    if (ret_response->failure.answer == ANSWER_INTERACT &&
        strcmp(ret_response->failure.error, "invalid_grant") == 0)
        ret_response->failure.answer = ANSWER_EXPIRED;
}

void token_endpoint_poll(const struct exchange *exchange,
                         const char *device_code,
                         struct token_response *ret_response)
{
    struct form *form = exchange_form(exchange);

    form_add(form, "grant_type",
             "urn:ietf:params:oauth:grant-type:device_code");
    form_add(form, "device_code", device_code);
    redeem(exchange, TOKEN_POLL, device_code, ret_response);
}
