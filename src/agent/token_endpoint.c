/* SPDX-License-Identifier: BSD-2-Clause */

#include "agent/token_endpoint.h"
#include "agent/base64.h"
#include "agent/claims_request.h"
#include "agent/form.h"
#include "agent/http_head.h"
#include "shared/entra.h"
#include "shared/entra_codes.h"
#include "shared/text.h"

#include <inttypes.h>
#include <string.h>
#include <sys/random.h>

enum {
    REQUEST_ID_SIZE = 37, /* a UUID with its NUL */
    /* Id and secret, encoded twice: each byte is three, and three are four. */
    AUTHORIZATION_SIZE = 32 + 4 * (NAME_SIZE + SECRET_SIZE + 1),
    /* Bytes of a secret that give it away, and those of a text that may be
     * one at all. */
    PIECE = 16,
    LEAST_SECRET = 8,
};

/* Too large for the stack; an agent has one thread of ours. */
static struct form form;

static void add(const char *name, const char *value)
{
    form_add(&form, name, value);
}

/* A form with what every request of the round carries. */
static void start_form(const struct token_endpoint *endpoint)
{
    char max_age[WORD_SIZE] = "";

    if (endpoint->max_age >= 0)
        text_append(max_age, sizeof(max_age), "%" PRId64, endpoint->max_age);
    form_begin(&form);
    add("client_id", endpoint->client->client_id);
    add("claims", endpoint->claims);
    add("acr_values", endpoint->acr_values);
    add("max_age", max_age);
}

/* A random UUID, version 4 (RFC 9562 section 5.4). */
static void make_request_id(char ret_id[REQUEST_ID_SIZE])
{
    uint32_t b[4] = {0};

    /* Only a label: should there be no randomness, zeros will do. */
    (void) !getrandom(b, sizeof(b), 0);
    text_format(ret_id, REQUEST_ID_SIZE, "%08x-%04x-4%03x-%04x-%04x%08x", b[0],
                b[1] >> 16, b[1] & 0xfff, 0x8000 | (b[2] >> 16 & 0x3fff),
                b[2] & 0xffff, b[3]);
}

/* Of the first 64 plain characters: 258 bits, and a code verifier (RFC 7636
 * section 4.1). False, with none of them, if there is no randomness. */
static bool make_secret(char ret_secret[SECRET_LENGTH + 1])
{
    unsigned char bytes[SECRET_LENGTH];

    if (getrandom(bytes, sizeof(bytes), 0) != sizeof(bytes))
        return false;
    for (size_t i = 0; i < SECRET_LENGTH; i++)
        ret_secret[i] = form_plain[bytes[i] % 64];
    ret_secret[SECRET_LENGTH] = '\0';
    explicit_bzero(bytes, sizeof(bytes));
    return true;
}

/* The field line that proves the client (RFC 6749 section 2.3.1): id and
 * secret are encoded as in a form before they are joined. */
static void make_authorization(const struct client *client, char *ret_line)
{
    static struct form pair;
    size_t used;

    form_begin(&pair);
    form_add_encoded(&pair, client->client_id);
    form_add_plain(&pair, ":");
    form_add_encoded(&pair, client->client_secret);
    text_format(ret_line, AUTHORIZATION_SIZE, "Authorization: Basic ");
    used = strlen(ret_line);
    base64_encode(pair.text, pair.length, ret_line + used);
    explicit_bzero(&pair, sizeof(pair));
}

/* Complete the form, post it and wipe it.  ret_id is the name of the request
 * where the answer does not have one. */
static void post(const struct token_endpoint *endpoint, const char *url,
                 bool once, struct http_answer *ret_answer,
                 char ret_id[REQUEST_ID_SIZE])
{
    static char authorization[AUTHORIZATION_SIZE];
    const struct client *client = endpoint->client;
    char header[LINE_SIZE] = "";
    struct http_request request = {.url = url,
                                   .form = form.text,
                                   .header = header,
                                   .once = once,
                                   .max = ANSWER_MAX};

    make_request_id(ret_id);
    if (client->client_secret[0] != '\0' &&
        client->metadata.client_auth == CLIENT_AUTH_BASIC) {
        make_authorization(client, authorization);
        request.authorization = authorization;
    } else {
        add("client_secret", client->client_secret);
    }
    text_append(header, sizeof(header), "client-request-id: %s", ret_id);
    http_send(endpoint->http, &request, ret_answer);
    explicit_bzero(authorization, sizeof(authorization));
    explicit_bzero(&form, sizeof(form));
}

/* The required ones that are demanded too, if there are any. */
static void choose_acr_values(const char *required, const char *demanded,
                              char *ret_values)
{
    char word[ACR_SIZE];

    ret_values[0] = '\0';
    for (const char *rest = required;
         text_next_word(&rest, word, sizeof(word));)
        if (text_has_word(demanded, word)) {
            if (ret_values[0] != '\0')
                text_append(ret_values, ACR_SIZE, " ");
            text_append(ret_values, ACR_SIZE, "%s", word);
        }
    if (ret_values[0] != '\0')
        return;
    if (required[0] == '\0')
        required = demanded;
    text_copy(ret_values, ACR_SIZE, required);
}

bool token_endpoint_begin(struct token_endpoint *endpoint,
                          const struct demand *demand)
{
    const struct demand *required = &endpoint->client->required;

    endpoint->nonce[0] = '\0';
    endpoint->max_age = required->max_age;
    if (demand->max_age >= 0 &&
        (required->max_age < 0 || demand->max_age < required->max_age))
        endpoint->max_age = demand->max_age;
    choose_acr_values(required->acr_values, demand->acr_values,
                      endpoint->acr_values);
    return claims_request_is_usable(required->claims) &&
           claims_request_merge(required, demand,
                                endpoint->client->capabilities,
                                endpoint->claims, sizeof(endpoint->claims));
}

/* Tell what is ours of the request that failed. */
static void add_details(const struct token_endpoint *endpoint, const char *url,
                        const struct http_answer *answer,
                        struct failure *failure)
{
    if (failure->answer == ANSWER_MOVED) {
        text_format(failure->reason, WORD_SIZE, "endpoint_%ld",
                    answer->status);
        text_format(failure->detail, NAME_SIZE, "%s", url);
    } else if (answer->location != NULL) {
        http_head_name_location(answer, failure->detail);
    } else if (strcmp(failure->error, "invalid_scope") == 0) {
        text_format(failure->detail, NAME_SIZE,
                    "the provider refuses scope = %s",
                    endpoint->client->scope);
    } else if (failure->error[0] == '\0' &&
               failure->answer == ANSWER_TRANSIENT && answer->status != 0) {
        text_format(failure->detail, NAME_SIZE, "status %ld of %s",
                    answer->status, url);
    }
    if (failure->detail[0] == '\0')
        text_copy(failure->detail, NAME_SIZE,
                  entra_code_advice(failure->codes));
    text_make_printable(failure->detail);
}

/* The text holds the secret, or a piece of it. */
static bool gives_away(const char *text, const char *secret)
{
    size_t length = strlen(secret);
    size_t size = PIECE;

    if (length < LEAST_SECRET)
        return false;
    if (length < size)
        size = length;
    for (size_t at = 0; at + size <= length; at++)
        if (memmem(text, strlen(text), secret + at, size) != NULL)
            return true;
    return false;
}

/* Leave out each word that repeats a secret of the request: providers are
 * known to quote the refresh token that they refuse, and all of these words
 * are logged.  The grant is the one that was redeemed, or empty. */
static void drop_echoes(const struct token_endpoint *endpoint,
                        const char *grant, struct failure *failure)
{
    const char *const secrets[] = {grant, endpoint->verifier,
                                   endpoint->client->client_secret};
    char *const words[] = {failure->description, failure->error,
                           failure->suberror,    failure->trace,
                           failure->correlation, failure->detail};

    for (size_t i = 0; i < sizeof(secrets) / sizeof(secrets[0]); i++)
        for (size_t k = 0; k < sizeof(words) / sizeof(words[0]); k++)
            if (gives_away(words[k], secrets[i]))
                explicit_bzero(words[k], strlen(words[k]));
}

/* Send the form that redeems this grant. */
static void redeem(const struct token_endpoint *endpoint,
                   enum token_request kind, const char *grant,
                   struct token_response *ret_response)
{
    const char *url = endpoint->client->metadata.token_endpoint;
    struct failure *failure = &ret_response->failure;
    char request_id[REQUEST_ID_SIZE];
    struct http_answer answer;

    /* A refresh token that is sent twice looks stolen. */
    post(endpoint, url, kind != TOKEN_POLL, &answer, request_id);
    token_response_parse(&answer, kind, ret_response);
    add_details(endpoint, url, &answer, failure);
    drop_echoes(endpoint, grant, failure);
    if (failure->correlation[0] == '\0')
        text_copy(failure->correlation, WORD_SIZE, request_id);
}

void token_endpoint_refresh(const struct token_endpoint *endpoint,
                            const char *refresh_token,
                            struct token_response *ret_response)
{
    start_form(endpoint);
    /* Omitted it is what was granted, which may be less than what was asked
     * for; Microsoft wants the resource named. */
    if (entra_is_issuer(endpoint->client->metadata.issuer))
        add("scope", endpoint->client->scope);
    add("grant_type", "refresh_token");
    add("refresh_token", refresh_token);
    redeem(endpoint, TOKEN_REFRESH, refresh_token, ret_response);
}

const char *token_endpoint_ask(struct token_endpoint *endpoint,
                               const struct sign_in *order,
                               char ret_address[ADDRESS_SIZE])
{
    const struct client *client = endpoint->client;
    const char *url = client->metadata.authorization_endpoint;
    char challenge[SIGNATURE_SHA256_SIZE];

    if (url[0] == '\0' &&
        strstr(client->metadata.refused, "authorization_endpoint") != NULL)
        return "authorization_endpoint_refused";
    if (url[0] == '\0')
        return "no_authorization_endpoint";
    if (!make_secret(endpoint->state) || !make_secret(endpoint->nonce) ||
        !make_secret(endpoint->verifier) ||
        !signature_sha256(endpoint->verifier, challenge))
        return "no_randomness";
    start_form(endpoint);
    add("scope", client->scope);
    add("response_type", "code");
    add("redirect_uri", client->redirect_uri);
    add("state", endpoint->state);
    add("nonce", endpoint->nonce);
    add("code_challenge", challenge);
    add("code_challenge_method", "S256");
    add("login_hint", order->login_hint);
    /* Without consent others give no refresh token (OpenID Connect Core 1.0
     * section 11); at Microsoft it may be an administrator's to give. */
    if (text_has_word(client->scope, "offline_access") &&
        !entra_is_issuer(client->metadata.issuer))
        add("prompt", order->fresh ? "login consent" : "consent");
    else
        add("prompt", order->fresh ? "login" : "");
    if (strlen(url) + 1 + form.length >= ADDRESS_SIZE)
        return "authorization_request_too_long";
    text_format(ret_address, ADDRESS_SIZE, "%s%c%.*s", url,
                strchr(url, '?') == NULL ? '?' : '&', (int) form.length,
                form.text);
    return NULL;
}

void token_endpoint_redeem(const struct token_endpoint *endpoint,
                           const char *code,
                           struct token_response *ret_response)
{
    start_form(endpoint);
    add("scope", endpoint->client->scope);
    add("grant_type", "authorization_code");
    add("code", code);
    add("redirect_uri", endpoint->client->redirect_uri);
    add("code_verifier", endpoint->verifier);
    redeem(endpoint, TOKEN_CODE, code, ret_response);
    /* Only the person can get another code. */
    if (ret_response->failure.answer == ANSWER_INTERACT &&
        strcmp(ret_response->failure.error, "invalid_grant") == 0)
        ret_response->failure.answer = ANSWER_EXPIRED;
}

/* The provider has no device flow, or not for this client.  Where Entra says
 * so of a client, its number tells what is really wrong with it. */
static bool has_no_device_flow(const struct failure *refusal)
{
    static const char errors[] =
        "unauthorized_client unsupported_grant_type unsupported_response_type";

    return refusal->codes[0] == '\0' && text_has_word(errors, refusal->error);
}

bool token_endpoint_authorize(const struct token_endpoint *endpoint,
                              struct device_response *ret_device,
                              struct failure *ret_refusal)
{
    const char *url = endpoint->client->metadata.device_endpoint;
    char request_id[REQUEST_ID_SIZE];
    struct http_answer answer;

    start_form(endpoint);
    add("scope", endpoint->client->scope);
    post(endpoint, url, false, &answer, request_id);
    if (device_response_parse(&answer, ret_device, ret_refusal))
        return true;
    if (has_no_device_flow(ret_refusal))
        ret_refusal->answer = ANSWER_NO_DEVICE_FLOW;
    add_details(endpoint, url, &answer, ret_refusal);
    drop_echoes(endpoint, "", ret_refusal);
    if (ret_refusal->correlation[0] == '\0')
        text_copy(ret_refusal->correlation, WORD_SIZE, request_id);
    return false;
}

void token_endpoint_poll(const struct token_endpoint *endpoint,
                         const char *device_code,
                         struct token_response *ret_response)
{
    start_form(endpoint);
    add("grant_type", "urn:ietf:params:oauth:grant-type:device_code");
    add("device_code", device_code);
    redeem(endpoint, TOKEN_POLL, device_code, ret_response);
}
