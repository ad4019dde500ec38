/* SPDX-License-Identifier: BSD-2-Clause
 *
 * One round of a login with the provider: what all of its requests carry,
 * whichever endpoint they go to, and what is told of one that fails.
 */

#pragma once

#include "agent/form.h"
#include "agent/http.h"
#include "agent/nonce.h"
#include "wire/message.h"

struct exchange {
    struct http *http; /* not owned, as is the next one */
    struct client *client;
    struct demand demand; /* of this round, as sent */
    /* Of the code flow alone, and empty without it. */
    char state[NONCE_SIZE];
    char nonce[NONCE_SIZE];
    char verifier[NONCE_SIZE]; /* a secret (RFC 7636) */
};

/* A form that is posted, and what came of it. */
struct post {
    const char *url;
    const char *grant; /* the secret that it redeems; empty for none */
    bool once;         /* see struct http_request */
    struct http_answer answer;
    char id[UUID_SIZE]; /* our name for it, where the answer has none */
};

/* Begin a round that has to meet the demand and what the configuration
 * requires; see demand_join() for how, and for when it is false. */
bool exchange_begin(struct exchange *exchange, const struct demand *demand);

/* A form with what every request of the round carries, to be completed.
 * There is one, which belongs to this file: it is the next request's, too. */
struct form *exchange_form(const struct exchange *exchange);

/* Complete the form with what proves the client, post it to post->url, and
 * wipe it.  Fills the answer and the id. */
void exchange_post(const struct exchange *exchange, struct post *post);

/* Add to a failure what is ours of the request, and leave out of it each word
 * that repeats a secret of the request: it is logged. */
void exchange_explain(const struct exchange *exchange, const struct post *post,
                      struct failure *failure);
