/* SPDX-License-Identifier: BSD-2-Clause */

#include "agent/sign_in.h"
#include "agent/claims_request.h"
#include "agent/device_flow.h"
#include "agent/failure.h"
#include "agent/id_token.h"
#include "agent/keeper_link.h"
#include "shared/text.h"

#include <ctype.h>
#include <string.h>
#include <time.h>

/* An order that is carried out. */
struct sign_in_state {
    struct client *client;
    struct token_endpoint endpoint;
    const struct demand *demand;
    struct token_response response;
};

/* Of the provider's words none may hold more than a word. */
static void copy_word(char *ret_word, const char *word)
{
    text_copy(ret_word, WORD_SIZE, word);
    for (; *ret_word != '\0'; ret_word++)
        if (!isalnum((unsigned char) *ret_word) &&
            strchr("._,-", *ret_word) == NULL)
            *ret_word = '?';
}

/* Report what the provider or we refused. */
static bool report_failure(struct sign_in_state *state, const char *reason)
{
    const struct token_response *response = &state->response;
    struct failure failure = {
        .answer = (int) response->answer,
        .demand.max_age = -1,
        .retry_after = response->retry_after > 0 ? response->retry_after : 0,
        .requests = http_requests(state->endpoint.http),
    };

    if (response->answer == ANSWER_CHALLENGE)
        failure.demand = response->demand;
    text_copy(failure.reason, WORD_SIZE, reason);
    copy_word(failure.error, response->error);
    copy_word(failure.codes, response->codes);
    copy_word(failure.suberror, response->suberror);
    copy_word(failure.trace, response->trace);
    copy_word(failure.correlation, response->correlation);
    return keeper_send(MESSAGE_FAILURE, &failure);
}

static bool distrust(struct sign_in_state *state, const char *reason)
{
    state->response.answer = ANSWER_UNTRUSTED;
    return report_failure(state, reason);
}

static enum jws_result verify(const struct sign_in_state *state,
                              struct json **ret_payload,
                              const char **ret_reason)
{
    const struct client *client = state->client;
    const struct id_token_rules rules = {
        .issuer = client->metadata.issuer,
        .client_id = client->client_id,
        .keys = client->metadata.keys,
        .now = time(NULL),
        .max_age = -1, /* the keeper judges it, and the acr */
        .access_token = state->response.access_token,
    };

    return id_token_verify(state->response.id_token, &rules, ret_payload,
                           ret_reason);
}

/* Have the keeper fetch the signing keys anew. */
static bool renew_keys(struct sign_in_state *state)
{
    static union message message;
    const struct stale_keys stale = {.requests =
                                         http_requests(state->endpoint.http)};
    enum message_type type;

    return keeper_send(MESSAGE_STALE_KEYS, &stale) &&
           keeper_receive(READING_KEYS, &type, &message) &&
           text_copy(state->client->metadata.keys, KEYS_SIZE,
                     message.keys.keys);
}

/* Report the facts of a verified ID token, and the tokens. */
static bool report_tokens(struct sign_in_state *state,
                          const struct json *payload)
{
    const struct token_response *response = &state->response;
    struct tokens tokens = {.requests = http_requests(state->endpoint.http)};
    struct claims *claims = &tokens.claims;
    bool sent;

    if (!id_token_claims(payload, state->client->username_claim, claims))
        return distrust(state, "id_token_claims");
    claims->required_shown =
        claims_request_shown(state->client->required.claims, payload,
                             claims->missing, sizeof(claims->missing));
    claims->challenge_contradicted =
        claims_request_contradicted(state->demand->claims, payload);
    text_copy(tokens.refresh_token, TOKEN_SIZE, response->refresh_token);
    text_copy(tokens.access_token, TOKEN_SIZE, response->access_token);
    sent = keeper_send(MESSAGE_TOKENS, &tokens);
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

    if (state->response.id_token[0] == '\0')
        return distrust(state, "id_token_missing");
    result = verify(state, &payload, &reason);
    if (result == JWS_UNKNOWN_KEY) {
        if (!renew_keys(state))
            return false;
        result = verify(state, &payload, &reason);
    }
    if (result != JWS_VERIFIED)
        return distrust(state,
                        result == JWS_UNKNOWN_KEY ? "unknown_key" : reason);
    sent = report_tokens(state, payload);
    json_free(&payload);
    return sent;
}

/* Of the two claims requests one is to blame. */
static bool report_bad_claims(struct sign_in_state *state)
{
    static const struct demand nothing = {.max_age = -1};
    bool theirs = token_endpoint_begin(&state->endpoint, &nothing);

    state->response.answer = theirs ? ANSWER_MALFORMED : ANSWER_CONFIG;
    return report_failure(state, theirs ? "claims" : "required_claims");
}

/* Carry out one order; false if the keeper is gone. */
static bool carry_out(struct sign_in_state *state, enum message_type type,
                      const union message *order)
{
    const char *reason = "";

    state->demand = type == MESSAGE_REFRESH ? &order->refresh.demand
                                            : &order->sign_in.demand;
    if (!token_endpoint_begin(&state->endpoint, state->demand))
        return report_bad_claims(state);
    if (type == MESSAGE_SIGN_IN) {
        if (!device_flow_run(&state->endpoint, &state->response, &reason))
            return false;
    } else {
        token_endpoint_refresh(&state->endpoint, order->refresh.refresh_token,
                               &state->response);
        reason = http_reason(state->endpoint.http);
        if (state->response.answer == ANSWER_OK &&
            state->response.id_token[0] == '\0') {
            /* Allowed (OIDC Core section 12.2), but it proves nothing. */
            state->response.answer = ANSWER_INTERACT;
            reason = "id_token_missing";
        }
    }
    if (state->response.answer != ANSWER_OK)
        return report_failure(state, reason);
    return use_tokens(state);
}

void sign_in_run(struct client *client)
{
    static union message order;
    static struct sign_in_state state;
    enum message_type type;
    bool alive = true;

    state.client = client;
    state.endpoint.client = client;
    state.endpoint.http = http_new(&client->network);
    while (alive && state.endpoint.http != NULL &&
           keeper_receive(READING_ORDER, &type, &order)) {
        alive = carry_out(&state, type, &order);
        token_response_wipe(&state.response);
        explicit_bzero(&order, sizeof(order));
    }
    http_free(&state.endpoint.http);
}
