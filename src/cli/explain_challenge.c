/* SPDX-License-Identifier: BSD-2-Clause
 *
 * `explain challenge`: the WWW-Authenticate lines of a resource.
 */

#include "agent/challenge.h"
#include "agent/http_head.h"
#include "cli/explain.h"
#include "shared/text.h"

#include <stdlib.h>

/* Scheme, token68 or parameters, as RFC 9110 section 11 has them; a scheme
 * without either has an empty object. */
static struct json *new_challenge(const struct challenge *challenge)
{
    struct json *object = json_of("{}");
    struct json *parameters = json_of("{}");

    json_build(&object, "scheme", json_new_text(challenge->scheme));
    if (challenge->token68 != NULL)
        json_build(&object, "token68", json_new_text(challenge->token68));
    for (size_t i = 0; i < challenge->count; i++)
        json_build(&parameters, challenge->parameters[i].name,
                   json_new_text(challenge->parameters[i].value));
    json_build(&object, "params", parameters);
    return object;
}

/* In the order of the lines, which is the order in which one is chosen. */
static struct json *new_list(const struct challenges *challenges)
{
    struct json *list = json_of("[]");

    for (size_t i = 0; challenges != NULL && i < challenges->count; i++)
        json_build(&list, NULL, new_challenge(&challenges->list[i]));
    return list;
}

/* The words of acr_values. */
static struct json *new_words(const char *words)
{
    struct json *list = json_of("[]");
    char word[ACR_SIZE];

    while (text_next_word(&words, word, sizeof(word)))
        json_build(&list, NULL, json_new_text(word));
    return list;
}

/* Without a status it is that of the only answers which carry a challenge that
 * counts (RFC 9110 section 11.6.1). */
int explain_challenge(struct question *question, struct json **facts)
{
    struct http_answer answer = {.status = question->status};
    struct challenges *challenges;
    struct demand demand;
    bool demanded;

    /* Only a 401 carries a challenge of this kind (RFC 9110 section 15.5.2).
     */
    if (answer.status == 0)
        answer.status = 401;
    explain_read_input(question);
    http_head_read(question->input, 0, &answer);
    challenges =
        challenges_parse(answer.authenticate, answer.authenticate_count);
    demanded = challenges_demand(challenges, answer.status, &demand) ==
               ANSWER_CHALLENGE;
    json_build(facts, "claims", explain_claims_value(demand.claims));
    json_build(facts, "acr_values", new_words(demand.acr_values));
    json_build(facts, "max_age", explain_number(demand.max_age, -1));
    json_build(facts, "challenges", new_list(challenges));
    free(challenges);
    return explain_status(demanded);
}
