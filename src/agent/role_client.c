/* SPDX-License-Identifier: BSD-2-Clause */

#include "agent/role_client.h"
#include "agent/claims_request.h"
#include "agent/code_flow.h"
#include "agent/device_flow.h"
#include "agent/failure.h"
#include "agent/id_token.h"
#include "agent/keeper_link.h"
#include "agent/relay_flow.h"
#include "agent/userinfo.h"
#include "shared/entra.h"
#include "shared/text.h"

#include <string.h>
#include <time.h>

/* An order that is carried out. */
struct sign_in_state {
    struct exchange exchange;
    const struct demand *demand;
    struct token_response response;
    bool renewed;    /* the keys, in this login */
    bool refreshing; /* a stored token, which is spent once it is answered */
};

/* What the ID token has to be: of this issuer, for this client, signed with a
 * key that the keeper knows, in answer to this request where it had a nonce,
 * and of the access token beside it. */
static struct id_token_rules rules_of(const struct sign_in_state *state)
{
    const struct client *client = state->exchange.client;

    return (struct id_token_rules){
        .issuer = client->metadata.issuer,
        .client_id = client->client_id,
        .keys = client->metadata.keys,
        .nonce = state->exchange.nonce,
        .access_token = state->response.access_token,
        .now = time(NULL),
    };
}

static void refuse_id_token(struct sign_in_state *state,
                            const struct json *payload, const char *reason)
{
    const struct id_token_rules rules = rules_of(state);
    struct failure *failure = &state->response.failure;

    id_token_detail(state->response.id_token, payload, &rules, reason,
                    failure->detail);
    failure_set(failure, ANSWER_UNTRUSTED, reason);
}

static enum jws_result verify(const struct sign_in_state *state,
                              struct json **ret_payload,
                              const char **ret_reason)
{
    const struct id_token_rules rules = rules_of(state);

    return id_token_verify(state->response.id_token, &rules, ret_payload,
                           ret_reason);
}

/* Have the keeper store the new token before anything can go wrong with the
 * rest of the answer.  A sign-in's is nobody's yet. */
static bool have_kept(struct sign_in_state *state)
{
    struct keep keep = {0};
    bool sent;

    if (!state->refreshing || state->response.refresh_token[0] == '\0')
        return true;
    state->refreshing = false;
    text_copy(keep.refresh_token, TOKEN_SIZE, state->response.refresh_token);
    sent = keeper_link_send(state->exchange.http, MESSAGE_KEEP, &keep);
    explicit_bzero(&keep, sizeof(keep));
    return sent;
}

/* Have the keeper fetch the signing keys anew. */
static bool renew_keys(struct sign_in_state *state)
{
    static union message message;
    struct stale_keys stale = {0};
    enum message_type type;

    return keeper_link_send(state->exchange.http, MESSAGE_STALE_KEYS,
                            &stale) &&
           keeper_link_receive(READING_KEYS, &type, &message) &&
           text_copy(state->exchange.client->metadata.keys, KEYS_SIZE,
                     message.keys.keys);
}

/* Report these facts, and the tokens. */
static bool send_tokens(struct sign_in_state *state, struct tokens *tokens)
{
    const struct token_response *response = &state->response;
    bool sent;

    text_copy(tokens->refresh_token, TOKEN_SIZE, response->refresh_token);
    text_copy(tokens->access_token, TOKEN_SIZE, response->access_token);
    sent = keeper_link_send(state->exchange.http, MESSAGE_TOKENS, tokens);
    explicit_bzero(tokens, sizeof(*tokens));
    return sent;
}

/* Report the facts of a verified ID token. */
static bool report_tokens(struct sign_in_state *state,
                          const struct json *payload)
{
    struct tokens tokens = {0};
    struct claims *claims = &tokens.claims;

    id_token_claims(payload, state->exchange.client->username_claim, claims);
    claims->required_shown =
        claims_request_shown(state->exchange.client->required.claims, payload,
                             claims->missing, sizeof(claims->missing));
    claims->challenge_contradicted =
        claims_request_contradicted(state->demand->claims, payload);
    return send_tokens(state, &tokens);
}

/* Verify the tokens that arrived and report or refuse them.  Keys are fetched
 * anew at most once in a login: what they do not verify nothing will. */
static bool use_id_token(struct sign_in_state *state)
{
    struct json *payload = NULL;
    const char *reason = "";
    enum jws_result result = verify(state, &payload, &reason);
    bool alive;

    if (result == JWS_UNKNOWN_KEY && !state->renewed) {
        state->renewed = true;
        if (!have_kept(state) || !renew_keys(state))
            return false;
        result = verify(state, &payload, &reason);
    }
    if (result == JWS_VERIFIED) {
        alive = report_tokens(state, payload);
    } else {
        alive = have_kept(state);
        refuse_id_token(state, payload, reason);
    }
    json_free(&payload);
    return alive;
}

static bool is_nothing(const struct demand *demand)
{
    return demand->claims[0] == '\0' && demand->acr_values[0] == '\0' &&
           demand->max_age < 0;
}

/* Only an ID token shows what was demanded, and whose Microsoft's is. */
static bool may_ask_userinfo(const struct sign_in_state *state)
{
    const struct client *client = state->exchange.client;

    return is_nothing(&client->required) && is_nothing(state->demand) &&
           !entra_is_issuer(client->metadata.issuer) &&
           client->metadata.userinfo_endpoint[0] != '\0' &&
           state->response.access_token[0] != '\0';
}

/* A refresh brought no ID token, as it may (OpenID Connect Core 1.0 section
 * 12.2).  Whatever comes of this, the stored token is spent: nothing here may
 * lead to the order being repeated. */
static bool use_userinfo(struct sign_in_state *state)
{
    struct tokens tokens = {0};
    struct failure *failure = &state->response.failure;

    if (!have_kept(state))
        return false;
    if (may_ask_userinfo(state) &&
        userinfo_ask(state->exchange.http, &state->exchange.client->metadata,
                     state->response.access_token, &tokens.claims,
                     failure->detail) == NULL)
        return send_tokens(state, &tokens);
    failure_set(failure, ANSWER_INTERACT, "id_token_missing");
    return true;
}

/* Of the two claims requests one is to blame. */
static void refuse_claims(struct sign_in_state *state)
{
    static const struct demand nothing = {.max_age = -1};
    struct failure *failure = &state->response.failure;

    if (exchange_begin(&state->exchange, &nothing))
        failure_set(failure, ANSWER_MALFORMED, "claims");
    else
        failure_set(failure, ANSWER_CONFIG, "required_claims");
}

/* Get the provider's answer to an order. */
static bool obtain(struct sign_in_state *state, enum message_type type,
                   const union message *order)
{
    struct exchange *exchange = &state->exchange;
    struct token_response *response = &state->response;

    if (type == MESSAGE_REFRESH) {
        token_endpoint_refresh(exchange, order->refresh.refresh_token,
                               response);
        return true;
    }
    if (order->sign_in.flow == FLOW_CODE)
        return code_flow_run(exchange, &order->sign_in, response);
    if (order->sign_in.flow == FLOW_RELAY)
        return relay_flow_run(exchange, &order->sign_in, response);
    return device_flow_run(exchange, response);
}

/* Report the tokens of an answer, or refuse them. */
static bool use_tokens(struct sign_in_state *state, enum message_type type)
{
    struct token_response *response = &state->response;

    if (response->id_token[0] != '\0')
        return use_id_token(state);
    if (type == MESSAGE_REFRESH)
        return use_userinfo(state);
    failure_set(&response->failure, ANSWER_UNTRUSTED, "id_token_missing");
    return true;
}

/* Carry out one order, and report what the provider or we refused.  As in
 * all of these steps, false means that the keeper is gone. */
static bool carry_out(struct sign_in_state *state, enum message_type type,
                      const union message *order)
{
    struct failure *failure = &state->response.failure;
    bool alive = true;

    state->refreshing = type == MESSAGE_REFRESH;
    state->demand = &order->sign_in.demand;
    if (state->refreshing)
        state->demand = &order->refresh.demand;
    if (exchange_begin(&state->exchange, state->demand))
        alive = obtain(state, type, order);
    else
        refuse_claims(state);
    if (alive && failure->answer == ANSWER_OK)
        alive = use_tokens(state, type);
    if (alive && failure->answer != ANSWER_OK)
        alive = failure_send(state->exchange.http, failure);
    return alive;
}

void role_client_run(struct http *http, struct client *client)
{
    static union message order;
    static struct sign_in_state state;
    enum message_type type;
    bool alive = true;

    state.exchange.client = client;
    state.exchange.http = http;
    state.renewed = false;
    while (alive && keeper_link_receive(READING_ORDER, &type, &order)) {
        alive = carry_out(&state, type, &order);
        explicit_bzero(&state.response, sizeof(state.response));
        explicit_bzero(&order, sizeof(order));
    }
}
