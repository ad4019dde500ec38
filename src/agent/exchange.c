/* SPDX-License-Identifier: BSD-2-Clause */

#include "agent/exchange.h"
#include "agent/demand.h"
#include "agent/http_head.h"
#include "format/base64.h"
#include "shared/entra_codes.h"
#include "shared/text.h"

#include <inttypes.h>
#include <string.h>

enum {
    /* Id and secret, encoded twice: each byte is three, and three are four. */
    AUTHORIZATION_SIZE = 32 + 4 * (NAME_SIZE + SECRET_SIZE + 1),
    /* Bytes of a secret that give it away, and those of a text that may be
     * one at all. */
    PIECE = 16,
    LEAST_SECRET = 8,
};

/* Too large for the stack; an agent has one thread of ours. */
static struct form form;

bool exchange_begin(struct exchange *exchange, const struct demand *demand)
{
    const struct client *client = exchange->client;

    /* Only a request with a nonce is answered by a token with one. */
    exchange->nonce[0] = '\0';
    return demand_join(&client->required, demand, client->capabilities,
                       &exchange->demand);
}

struct form *exchange_form(const struct exchange *exchange)
{
    const struct demand *demand = &exchange->demand;
    char max_age[WORD_SIZE] = "";

    if (demand->max_age >= 0)
        text_append(max_age, sizeof(max_age), "%" PRId64, demand->max_age);
    form_begin(&form);
    form_add(&form, "client_id", exchange->client->client_id);
    form_add(&form, "claims", demand->claims);
    form_add(&form, "acr_values", demand->acr_values);
    form_add(&form, "max_age", max_age);
    return &form;
}

/* The field line that proves the client (RFC 6749 section 2.3.1): id and
 * secret are encoded as in a form before they are joined, or a colon in one
 * of them could not be told from the one between. */
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

/* A client proves itself in one way only (RFC 6749 section 2.3), and a public
 * one, which has no secret, in none. */
static bool uses_basic(const struct client *client)
{
    return client->client_secret[0] != '\0' &&
           client->metadata.client_auth == CLIENT_AUTH_BASIC;
}

void exchange_post(const struct exchange *exchange, struct post *post)
{
    static char authorization[AUTHORIZATION_SIZE];
    const struct client *client = exchange->client;
    char header[LINE_SIZE] = "";
    struct http_request request = {.url = post->url,
                                   .form = form.text,
                                   .header = header,
                                   .once = post->once,
                                   .max = ANSWER_MAX};

    nonce_draw_uuid(post->id);
    if (uses_basic(client)) {
        make_authorization(client, authorization);
        request.authorization = authorization;
    } else {
        form_add(&form, "client_secret", client->client_secret);
    }
    text_append(header, sizeof(header), "client-request-id: %s", post->id);
    http_send(exchange->http, &request, &post->answer);
    explicit_bzero(authorization, sizeof(authorization));
    explicit_bzero(&form, sizeof(form));
}

/* Tell what the provider cannot: which of our URLs or scopes it was about.
 * What the provider said itself comes first, what is known of an AADSTS number
 * last. */
static void add_details(const struct exchange *exchange,
                        const struct post *post, struct failure *failure)
{
    const struct http_answer *answer = &post->answer;
    bool silent = failure->error[0] == '\0';

    if (failure->answer == ANSWER_MOVED) {
        text_format(failure->reason, WORD_SIZE, "endpoint_%ld",
                    answer->status);
        text_format(failure->detail, NAME_SIZE, "%s", post->url);
    } else if (answer->location != NULL) {
        http_head_name_location(answer, failure->detail);
    } else if (strcmp(failure->error, "invalid_scope") == 0) {
        text_format(failure->detail, NAME_SIZE,
                    "the provider refuses scope = %s",
                    exchange->client->scope);
    } else if (silent && failure->answer == ANSWER_TRANSIENT &&
               answer->status != 0) {
        text_format(failure->detail, NAME_SIZE, "status %ld of %s",
                    answer->status, post->url);
    }
    if (failure->detail[0] == '\0')
        text_copy(failure->detail, NAME_SIZE,
                  entra_code_advice(failure->codes));
    text_make_printable(failure->detail);
}

/* The text holds the secret, or a piece of it.  A short one could be a word
 * of the provider's by chance. */
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
 * are logged. */
static void drop_echoes(const struct exchange *exchange, const char *grant,
                        struct failure *failure)
{
    const char *const secrets[] = {grant, exchange->verifier,
                                   exchange->client->client_secret};
    char *const words[] = {failure->description, failure->error,
                           failure->suberror,    failure->trace,
                           failure->correlation, failure->detail};

    for (size_t i = 0; i < sizeof(secrets) / sizeof(secrets[0]); i++)
        for (size_t k = 0; k < sizeof(words) / sizeof(words[0]); k++)
            if (gives_away(words[k], secrets[i]))
                explicit_bzero(words[k], strlen(words[k]));
}

void exchange_explain(const struct exchange *exchange, const struct post *post,
                      struct failure *failure)
{
    add_details(exchange, post, failure);
    drop_echoes(exchange, post->grant, failure);
    if (failure->correlation[0] == '\0')
        text_copy(failure->correlation, WORD_SIZE, post->id);
}
