/* SPDX-License-Identifier: BSD-2-Clause */

#include "agent/authorization_response.h"

#include "agent/failure.h"
#include "shared/text.h"

#include <string.h>

/* A code is shown to the provider that gave it, and to no other: an issuer
 * that is another one comes before everything (RFC 9207 section 2.4). */
void authorization_redeem(const struct exchange *exchange,
                          const struct redirect *redirect,
                          struct token_response *ret_response)
{
    struct failure *failure = &ret_response->failure;
    const char *issuer = redirect->issuer;

    switch (redirect->kind) {
    case REDIRECT_CODE:
        token_endpoint_redeem(exchange, redirect->code, ret_response);
        break;
    case REDIRECT_ERROR:
        text_format(failure->error, WORD_SIZE, "%s", redirect->error);
        failure_set(failure, token_error_meaning(redirect->error), "");
        break;
    case REDIRECT_MIXED_UP:
        failure_set(failure, ANSWER_UNTRUSTED, "issuer_mismatch");
        text_format(failure->detail, NAME_SIZE,
                    "the browser brought the answer of %.100s, not of %.100s",
                    issuer[0] == '\0' ? "nobody" : issuer,
                    exchange->client->metadata.issuer);
        break;
    default:
        failure_set(failure, ANSWER_EXPIRED, "");
        break;
    }
}

/* Which endpoint was refused, and where it was said to be, is in the
 * metadata. */
void authorization_refuse_without(const struct client *client,
                                  const char *obstacle,
                                  struct failure *ret_refusal)
{
    failure_set(ret_refusal, ANSWER_CONFIG, obstacle);
    if (strcmp(obstacle, "authorization_endpoint_refused") == 0)
        text_copy(ret_refusal->detail, NAME_SIZE, client->metadata.refused);
}
