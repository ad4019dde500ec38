/* SPDX-License-Identifier: BSD-2-Clause */

#include "agent/token_endpoint.h"
#include "agent/claims_request.h"
#include "shared/entra.h"
#include "shared/text.h"

#include <inttypes.h>
#include <string.h>
#include <sys/random.h>

enum {
    /* Everything that can be in it, each byte as %XX. */
    FORM_SIZE = 3 * (TOKEN_SIZE + CLAIMS_SIZE + SCOPE_SIZE + SECRET_SIZE +
                     ACR_SIZE + 2 * NAME_SIZE),
    REQUEST_ID_SIZE = 37, /* a UUID with its NUL */
};

struct form {
    char text[FORM_SIZE];
    size_t length;
};

/* Too large for the stack; an agent has one thread of ours. */
static struct form form;

/* What is sent as it is (RFC 3986 section 2.3). */
static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                            "abcdefghijklmnopqrstuvwxyz"
                            "0123456789-_.~";

static void add_byte(char byte)
{
    if (form.length < FORM_SIZE - 1)
        form.text[form.length++] = byte;
}

/* application/x-www-form-urlencoded, RFC 6749 appendix B. */
static void add_encoded(const char *text)
{
    static const char digits[] = "0123456789ABCDEF";

    for (; *text != '\0'; text++) {
        unsigned char byte = (unsigned char) *text;

        if (strchr(plain, byte) != NULL) {
            add_byte(*text);
        } else {
            add_byte('%');
            add_byte(digits[byte >> 4]);
            add_byte(digits[byte & 15]);
        }
    }
}

/* A parameter without a value is not sent. */
static void add(const char *name, const char *value)
{
    if (value[0] == '\0')
        return;
    if (form.length > 0)
        add_byte('&');
    add_encoded(name);
    add_byte('=');
    add_encoded(value);
}

/* A form with what every request of the round carries. */
static void start_form(const struct token_endpoint *endpoint)
{
    char max_age[WORD_SIZE] = "";

    if (endpoint->max_age >= 0)
        text_append(max_age, sizeof(max_age), "%" PRId64, endpoint->max_age);
    form.length = 0;
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
        ret_secret[i] = plain[bytes[i] % 64];
    ret_secret[SECRET_LENGTH] = '\0';
    explicit_bzero(bytes, sizeof(bytes));
    return true;
}

/* Complete the form, post it and wipe it.  ret_id is the name of the request
 * where the answer does not have one. */
static void post(const struct token_endpoint *endpoint, const char *url,
                 bool once, struct http_answer *ret_answer,
                 char ret_id[REQUEST_ID_SIZE])
{
    char header[LINE_SIZE] = "";
    const struct http_request request = {.url = url,
                                         .form = form.text,
                                         .header = header,
                                         .once = once,
                                         .max = ANSWER_MAX};

    make_request_id(ret_id);
    add("client_secret", endpoint->client->client_secret);
    text_append(header, sizeof(header), "client-request-id: %s", ret_id);
    form.text[form.length] = '\0';
    http_send(endpoint->http, &request, ret_answer);
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
        if (text_has_word(demanded, word))
            text_append(ret_values, ACR_SIZE, "%s%s",
                        ret_values[0] == '\0' ? "" : " ", word);
    if (ret_values[0] == '\0')
        text_copy(ret_values, ACR_SIZE,
                  required[0] == '\0' ? demanded : required);
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

/* Send the form that redeems a grant. */
static void redeem(const struct token_endpoint *endpoint, bool device,
                   struct token_response *ret_response)
{
    char request_id[REQUEST_ID_SIZE];
    struct http_answer answer;

    /* A refresh token that is sent twice looks stolen. */
    post(endpoint, endpoint->client->metadata.token_endpoint, !device, &answer,
         request_id);
    token_response_parse(&answer, device, ret_response);
    if (ret_response->failure.correlation[0] == '\0')
        text_copy(ret_response->failure.correlation, WORD_SIZE, request_id);
}

void token_endpoint_refresh(const struct token_endpoint *endpoint,
                            const char *refresh_token,
                            struct token_response *ret_response)
{
    start_form(endpoint);
    add("scope", endpoint->client->scope);
    add("grant_type", "refresh_token");
    add("refresh_token", refresh_token);
    redeem(endpoint, false, ret_response);
}

const char *token_endpoint_ask(struct token_endpoint *endpoint,
                               const struct sign_in *order,
                               char ret_address[ADDRESS_SIZE])
{
    const struct client *client = endpoint->client;
    const char *url = client->metadata.authorization_endpoint;
    char challenge[SIGNATURE_SHA256_SIZE];

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
    redeem(endpoint, false, ret_response);
    /* Only the person can get another code. */
    if (ret_response->failure.answer == ANSWER_INTERACT &&
        strcmp(ret_response->failure.error, "invalid_grant") == 0)
        ret_response->failure.answer = ANSWER_EXPIRED;
}

/* The provider has no device flow, or not for this client.  Where Entra says
 * so of a client, its number tells what is really wrong with it. */
static bool has_no_device_flow(const struct http_answer *answer,
                               const struct token_response *refusal)
{
    static const char errors[] =
        "unauthorized_client unsupported_grant_type unsupported_response_type";

    if (refusal->failure.error[0] == '\0')
        return answer->status == 404 || answer->status == 405;
    return refusal->failure.codes[0] == '\0' &&
           text_has_word(errors, refusal->failure.error);
}

bool token_endpoint_authorize(const struct token_endpoint *endpoint,
                              struct device_response *ret_device,
                              struct token_response *ret_refusal)
{
    char request_id[REQUEST_ID_SIZE];
    struct http_answer answer;
    bool parsed;

    start_form(endpoint);
    add("scope", endpoint->client->scope);
    post(endpoint, endpoint->client->metadata.device_endpoint, false, &answer,
         request_id);
    parsed = device_response_parse(&answer, ret_device, ret_refusal);
    if (!parsed && has_no_device_flow(&answer, ret_refusal))
        ret_refusal->failure.answer = ANSWER_NO_DEVICE_FLOW;
    if (ret_refusal->failure.correlation[0] == '\0')
        text_copy(ret_refusal->failure.correlation, WORD_SIZE, request_id);
    return parsed;
}

void token_endpoint_poll(const struct token_endpoint *endpoint,
                         const char *device_code,
                         struct token_response *ret_response)
{
    start_form(endpoint);
    add("grant_type", "urn:ietf:params:oauth:grant-type:device_code");
    add("device_code", device_code);
    redeem(endpoint, true, ret_response);
}
