/* SPDX-License-Identifier: BSD-2-Clause
 *
 * `explain token-response` and `explain device-response`: the answers of
 * the identity provider's two endpoints.
 */

#include "agent/device_response.h"
#include "agent/http_head.h"
#include "agent/token_response.h"
#include "cli/explain.h"
#include "shared/text.h"

#include <getopt.h>
#include <string.h>
#include <time.h>

enum { HEAD_SIZE = 16 * 1024 };

/* One HTTP answer as the command line and standard input tell it. */
struct telling {
    long status;
    bool device;
    char head[HEAD_SIZE];
};

static const char *const meanings[ANSWER_COUNT] = {
    [ANSWER_MALFORMED] = "not an answer that the protocol allows",
    [ANSWER_OK] = "tokens were issued",
    [ANSWER_CHALLENGE] = "a sign-in with these claims helps",
    [ANSWER_INTERACT] = "a sign-in helps",
    [ANSWER_CONSENT] = "the user or an administrator has to consent",
    [ANSWER_BLOCKED] = "no sign-in at this terminal helps",
    [ANSWER_CONFIG] = "the client or its registration is set up wrongly",
    [ANSWER_THROTTLED] = "the provider wants fewer requests",
    [ANSWER_TRANSIENT] = "the provider is in trouble; try later",
    [ANSWER_PENDING] = "the person has not finished yet",
    [ANSWER_SLOW_DOWN] = "poll 5 seconds slower from now on",
    [ANSWER_DECLINED] = "the person said no",
    [ANSWER_EXPIRED] = "the code is no longer valid",
};

/* Only what has the form of a field line. */
static bool add_field(char *head, const char *line)
{
    const char *colon = strchr(line, ':');

    if (colon == NULL || colon == line ||
        strlen(head) + strlen(line) + 3 > HEAD_SIZE)
        return false;
    text_append(head, HEAD_SIZE, "%s\r\n", line);
    return true;
}

static bool take_option(int option, const char *value, struct telling *telling)
{
    switch (option) {
    case 's':
        return explain_status(value, &telling->status);
    case 'h':
        return add_field(telling->head, value);
    case 'd':
        telling->device = true;
        return true;
    default:
        return false;
    }
}

/* Fill the answer from the command line and standard input. */
static bool read_answer(int argc, char **argv, const struct option *options,
                        struct telling *telling,
                        struct http_answer *ret_answer)
{
    static char input[ANSWER_MAX + 1];

    opterr = 0;
    for (int option;
         (option = getopt_long(argc, argv, "", options, NULL)) != -1;)
        if (!take_option(option, optarg, telling))
            return false;
    if (optind != argc || telling->status == 0)
        return false;
    ret_answer->transport = explain_read_input(input, sizeof(input))
                                ? ANSWER_OK
                                : ANSWER_MALFORMED;
    ret_answer->status = telling->status;
    ret_answer->body = input;
    ret_answer->length = strlen(input);
    http_head_read(telling->head, time(NULL), ret_answer);
    return true;
}

static struct json *new_word(const char *word)
{
    return word[0] == '\0' ? json_new_null() : json_new_text(word);
}

/* Seconds, of which 0 are none. */
static struct json *new_seconds(int64_t seconds)
{
    return seconds == 0 ? json_new_null() : json_new_integer(seconds);
}

/* The comma-separated numbers as a list. */
static struct json *new_codes(const char *codes)
{
    char text[WORD_SIZE + 2] = "[";

    text_append(text, sizeof(text), "%s]", codes);
    return json_parse(text, strlen(text));
}

static struct json *new_token_facts(const struct token_response *response)
{
    struct json *facts = json_new_object();

    if (!json_put(facts, "class",
                  json_new_text(answer_word(response->answer))) ||
        !json_put(facts, "claims",
                  explain_claims_value(response->demand.claims)) ||
        !json_put(facts, "error", new_word(response->error)) ||
        !json_put(facts, "suberror", new_word(response->suberror)) ||
        !json_put(facts, "codes", new_codes(response->codes)) ||
        !json_put(facts, "trace_id", new_word(response->trace)) ||
        !json_put(facts, "correlation_id", new_word(response->correlation)) ||
        !json_put(facts, "retry_after", new_seconds(response->retry_after)))
        json_free(&facts);
    return facts;
}

int explain_token_response(int argc, char **argv, bool json)
{
    static const struct option options[] = {
        {"status", required_argument, NULL, 's'},
        {"header", required_argument, NULL, 'h'},
        {"device", no_argument, NULL, 'd'},
        {NULL, 0, NULL, 0},
    };
    static struct token_response response;
    struct telling telling = {.status = 0};
    struct http_answer answer = {.status = 0};
    struct json *facts;

    if (!read_answer(argc, argv, options, &telling, &answer))
        return explain_usage("token-response");
    token_response_parse(&answer, telling.device, &response);
    facts = new_token_facts(&response);
    if (!json)
        json_put(facts, "meaning", json_new_text(meanings[response.answer]));
    return explain_print(&facts, json,
                         response.answer == ANSWER_MALFORMED ? EXPLAIN_REFUSED
                                                             : EXPLAIN_USABLE);
}

static struct json *new_device_facts(const struct device_response *device)
{
    struct json *facts = json_new_object();

    if (!json_put(facts, "user_code", new_word(device->user_code)) ||
        !json_put(facts, "verification_uri",
                  new_word(device->verification_uri)) ||
        !json_put(facts, "verification_uri_complete",
                  new_word(device->verification_uri_complete)) ||
        !json_put(facts, "interval", new_seconds(device->interval)) ||
        !json_put(facts, "expires_in", new_seconds(device->expires_in)))
        json_free(&facts);
    return facts;
}

int explain_device_response(int argc, char **argv, bool json)
{
    static const struct option options[] = {
        {"status", required_argument, NULL, 's'},
        {NULL, 0, NULL, 0},
    };
    static struct device_response device;
    static struct token_response refusal;
    struct telling telling = {.status = 0};
    struct http_answer answer = {.status = 0};
    struct json *facts;
    bool good;

    if (!read_answer(argc, argv, options, &telling, &answer))
        return explain_usage("device-response");
    good = device_response_parse(&answer, &device, &refusal);
    facts = new_device_facts(&device);
    if (!good)
        json_put(facts, "class", json_new_text(answer_word(refusal.answer)));
    return explain_print(&facts, json,
                         good ? EXPLAIN_USABLE : EXPLAIN_REFUSED);
}
