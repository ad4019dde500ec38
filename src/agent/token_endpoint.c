/* SPDX-License-Identifier: BSD-2-Clause */

#include "agent/token_endpoint.h"
#include "agent/claims_request.h"
#include "shared/text.h"

#include <inttypes.h>
#include <stdio.h>
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

static void add_byte(char byte)
{
    if (form.length < FORM_SIZE - 1)
        form.text[form.length++] = byte;
}

/* application/x-www-form-urlencoded, RFC 6749 appendix B. */
static void add_encoded(const char *text)
{
    static const char digits[] = "0123456789ABCDEF";
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                "abcdefghijklmnopqrstuvwxyz"
                                "0123456789-._~";

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
    add("client_secret", endpoint->client->client_secret);
    add("claims", endpoint->claims);
    add("acr_values", endpoint->acr_values);
    add("max_age", max_age);
}

/* A random UUID, version 4 (RFC 9562 section 5.4). */
static void make_request_id(char ret_id[REQUEST_ID_SIZE])
{
    unsigned char b[16] = {0};
    size_t used = 0;

    /* Only a label: should there be no randomness, zeros will do. */
    (void) !getrandom(b, sizeof(b), 0);
    b[6] = (unsigned char) ((b[6] & 0x0f) | 0x40);
    b[8] = (unsigned char) ((b[8] & 0x3f) | 0x80);
    for (size_t i = 0; i < sizeof(b); i++)
        used += (size_t) snprintf(
            ret_id + used, REQUEST_ID_SIZE - used,
            i >= 4 && i <= 10 && i % 2 == 0 ? "-%02x" : "%02x", b[i]);
}

/* Post the form, and wipe it. */
static void post(const struct token_endpoint *endpoint, const char *url,
                 const char *request_id, bool once,
                 struct http_answer *ret_answer)
{
    char header[LINE_SIZE] = "";
    const struct http_request request = {.url = url,
                                         .form = form.text,
                                         .header = header,
                                         .once = once,
                                         .max = ANSWER_MAX};

    text_append(header, sizeof(header), "client-request-id: %s", request_id);
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

    make_request_id(request_id);
    /* A refresh token that is sent twice looks stolen. */
    post(endpoint, endpoint->client->metadata.token_endpoint, request_id,
         !device, &answer);
    token_response_parse(&answer, device, ret_response);
    if (ret_response->correlation[0] == '\0')
        text_copy(ret_response->correlation, WORD_SIZE, request_id);
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

bool token_endpoint_authorize(const struct token_endpoint *endpoint,
                              struct device_response *ret_device,
                              struct token_response *ret_refusal)
{
    char request_id[REQUEST_ID_SIZE];
    struct http_answer answer;
    bool parsed;

    start_form(endpoint);
    add("scope", endpoint->client->scope);
    make_request_id(request_id);
    post(endpoint, endpoint->client->metadata.device_endpoint, request_id,
         false, &answer);
    parsed = device_response_parse(&answer, ret_device, ret_refusal);
    if (!parsed && ret_refusal->correlation[0] == '\0')
        text_copy(ret_refusal->correlation, WORD_SIZE, request_id);
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
