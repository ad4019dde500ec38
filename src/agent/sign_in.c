/* SPDX-License-Identifier: BSD-2-Clause */

#include "agent/sign_in.h"
#include "agent/claims_request.h"
#include "agent/code_flow.h"
#include "agent/device_flow.h"
#include "agent/failure.h"
#include "agent/id_token.h"
#include "agent/keeper_link.h"
#include "shared/text.h"

#include <string.h>
#include <time.h>

/* An order that is carried out. */
struct sign_in_state {
    struct token_endpoint endpoint;
    const struct demand *demand;
    struct token_response response;
};

/* Report what the provider or we refused. */
static bool report_failure(struct sign_in_state *state)
{
    return failure_report(state->endpoint.http, &state->response.failure);
}

static bool refuse(struct sign_in_state *state, enum answer answer,
                   const char *reason)
{
    token_response_refuse(&state->response, answer, reason);
    return report_failure(state);
}

static enum jws_result verify(const struct sign_in_state *state,
                              struct json **ret_payload,
                              const char **ret_reason)
{
    const struct client *client = state->endpoint.client;
    const struct id_token_rules rules = {
        .issuer = client->metadata.issuer,
        .client_id = client->client_id,
        .keys = client->metadata.keys,
        .nonce = state->endpoint.nonce,
        .access_token = state->response.access_token,
        .now = time(NULL),
    };

    return id_token_verify(state->response.id_token, &rules, ret_payload,
                           ret_reason);
}

/* Have the keeper fetch the signing keys anew. */
static bool renew_keys(struct sign_in_state *state)
{
    static union message message;
    struct stale_keys stale = {0};
    enum message_type type;

    return keeper_send(state->endpoint.http, MESSAGE_STALE_KEYS, &stale) &&
           keeper_receive(READING_KEYS, &type, &message) &&
           text_copy(state->endpoint.client->metadata.keys, KEYS_SIZE,
                     message.keys.keys);
}

/* Report the facts of a verified ID token, and the tokens. */
static bool report_tokens(struct sign_in_state *state,
                          const struct json *payload)
{
    const struct token_response *response = &state->response;
    struct tokens tokens = {0};
    struct claims *claims = &tokens.claims;
    bool sent;

    id_token_claims(payload, state->endpoint.client->username_claim, claims);
    claims->required_shown =
        claims_request_shown(state->endpoint.client->required.claims, payload,
                             claims->missing, sizeof(claims->missing));
    claims->challenge_contradicted =
        claims_request_contradicted(state->demand->claims, payload);
    text_copy(tokens.refresh_token, TOKEN_SIZE, response->refresh_token);
    text_copy(tokens.access_token, TOKEN_SIZE, response->access_token);
    sent = keeper_send(state->endpoint.http, MESSAGE_TOKENS, &tokens);
    explicit_bzero(&tokens, sizeof(tokens));
    return sent;
}

/* Verify the tokens that arrived and report them. */
static bool use_tokens(struct sign_in_state *state)
{
    struct json *payload = NULL;
    const char *reason = "";
    enum jws_result result;
    bool sent;

    result = verify(state, &payload, &reason);
    if (result == JWS_UNKNOWN_KEY) {
        if (!renew_keys(state))
            return false;
        result = verify(state, &payload, &reason);
    }
    if (result == JWS_VERIFIED)
        sent = report_tokens(state, payload);
    else
        sent = refuse(state, ANSWER_UNTRUSTED,
                      result == JWS_UNKNOWN_KEY ? "unknown_key" : reason);
    json_free(&payload);
    return sent;
}

/* Of the two claims requests one is to blame. */
static bool report_bad_claims(struct sign_in_state *state)
{
    static const struct demand nothing = {.max_age = -1};
    bool theirs = token_endpoint_begin(&state->endpoint, &nothing);

    return refuse(state, theirs ? ANSWER_MALFORMED : ANSWER_CONFIG,
                  theirs ? "claims" : "required_claims");
}

/* Carry out one order; false if the keeper is gone. */
static bool carry_out(struct sign_in_state *state, enum message_type type,
                      const union message *order)
{
    struct token_endpoint *endpoint = &state->endpoint;
    struct token_response *response = &state->response;
    bool alive = true;

    state->demand = type == MESSAGE_REFRESH ? &order->refresh.demand
                                            : &order->sign_in.demand;
    if (!token_endpoint_begin(endpoint, state->demand))
        return report_bad_claims(state);
    if (type == MESSAGE_REFRESH)
        token_endpoint_refresh(endpoint, order->refresh.refresh_token,
                               response);
    else if (order->sign_in.flow == FLOW_CODE)
        alive = code_flow_run(endpoint, &order->sign_in, response);
    else
        alive = device_flow_run(endpoint, response);
    if (!alive)
        return false;
    if (response->failure.answer != ANSWER_OK)
        return report_failure(state);
    if (response->id_token[0] != '\0')
        return use_tokens(state);
    /* After a refresh allowed (OIDC Core section 12.2), but no proof. */
    return refuse(state,
                  type == MESSAGE_REFRESH ? ANSWER_INTERACT : ANSWER_UNTRUSTED,
                  "id_token_missing");
}

void sign_in_run(struct http *http, struct client *client)
{
    static union message order;
    static struct sign_in_state state;
    enum message_type type;
    bool alive = true;

    state.endpoint.client = client;
    state.endpoint.http = http;
    while (alive && keeper_receive(READING_ORDER, &type, &order)) {
        alive = carry_out(&state, type, &order);
        explicit_bzero(&state.response, sizeof(state.response));
        explicit_bzero(&order, sizeof(order));
    }
}
