/* SPDX-License-Identifier: BSD-2-Clause
 *
 * `explain challenge`: the WWW-Authenticate lines of a resource.
 */

#include "agent/challenge.h"
#include "agent/http_head.h"
#include "cli/explain.h"

#include <getopt.h>
#include <string.h>

static struct json *new_challenge(const struct challenge *challenge)
{
    struct json *object = json_new_object();
    struct json *parameters = json_new_object();
    bool good = json_put(object, "scheme", json_new_text(challenge->scheme));

    if (challenge->token68 != NULL)
        good = good &&
               json_put(object, "token68", json_new_text(challenge->token68));
    for (size_t i = 0; i < challenge->count; i++)
        good = good && json_put(parameters, challenge->parameters[i].name,
                                json_new_text(challenge->parameters[i].value));
    if (!json_put(object, "params", parameters) || !good)
        json_free(&object);
    return object;
}

static struct json *new_list(const struct challenges *challenges)
{
    struct json *list = json_new_array();

    for (size_t i = 0; challenges != NULL && i < challenges->count; i++)
        if (!json_put(list, NULL, new_challenge(&challenges->list[i])))
            json_free(&list);
    return list;
}

/* The words of acr_values. */
static struct json *new_words(char *words)
{
    struct json *list = json_new_array();
    char *rest = NULL;

    for (char *word = strtok_r(words, " ", &rest); word != NULL;
         word = strtok_r(NULL, " ", &rest))
        if (!json_put(list, NULL, json_new_text(word)))
            json_free(&list);
    return list;
}

static int explain(const struct challenges *challenges, long status, bool json)
{
    struct demand demand;
    enum answer answer = challenges_demand(challenges, status, &demand);
    struct json *facts = json_new_object();

    if (!json_put(facts, "claims", explain_claims_value(demand.claims)) ||
        !json_put(facts, "acr_values", new_words(demand.acr_values)) ||
        !json_put(facts, "max_age",
                  demand.max_age < 0 ? json_new_null()
                                     : json_new_integer(demand.max_age)) ||
        !json_put(facts, "challenges", new_list(challenges)))
        json_free(&facts);
    return explain_print(&facts, json,
                         answer == ANSWER_CHALLENGE ? EXPLAIN_USABLE
                                                    : EXPLAIN_REFUSED);
}

int explain_challenge(int argc, char **argv, bool json)
{
    static const struct option options[] = {
        {"status", required_argument, NULL, 's'},
        {NULL, 0, NULL, 0},
    };
    static char input[ANSWER_MAX];
    struct http_answer answer = {.status = 401};
    struct challenges *challenges;
    int status;

    opterr = 0;
    for (int option;
         (option = getopt_long(argc, argv, "", options, NULL)) != -1;)
        if (option != 's' || !explain_status(optarg, &answer.status))
            return explain_usage("challenge");
    if (optind != argc)
        return explain_usage("challenge");
    explain_read_input(input, sizeof(input));
    http_head_read(input, 0, &answer);
    challenges =
        challenges_parse(answer.authenticate, answer.authenticate_count);
    status = explain(challenges, answer.status, json);
    challenges_free(&challenges);
    return status;
}
