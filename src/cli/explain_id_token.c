/* SPDX-License-Identifier: BSD-2-Clause
 *
 * `pam-claims explain id-token`: whether a token would be accepted.
 */

#include "agent/id_token.h"
#include "agent/jwks.h"
#include "cli/explain.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct question {
    struct id_token_rules rules;
    const char *jwks_path;
};

/* A number of seconds that leaves room for sums. */
static bool parse_seconds(const char *text, int64_t *ret_seconds)
{
    static const int64_t limit = INT64_C(1) << 40;
    size_t digits = strspn(text, "0123456789");
    int64_t seconds;

    if (digits == 0 || text[digits] != '\0')
        return false;
    seconds = strtoll(text, NULL, 10);
    if (seconds >= limit)
        return false;
    *ret_seconds = seconds;
    return true;
}

static bool take_option(int option, const char *value,
                        struct question *question)
{
    switch (option) {
    case 'i':
        question->rules.issuer = value;
        return true;
    case 'c':
        question->rules.client_id = value;
        return true;
    case 'j':
        question->jwks_path = value;
        return true;
    case 'n':
        question->rules.nonce = value;
        return true;
    case 'a':
        question->rules.acr_values = value;
        return true;
    case 'm':
        return parse_seconds(value, &question->rules.max_age);
    case 't':
        return parse_seconds(value, &question->rules.now);
    default:
        return false;
    }
}

static bool parse_options(int argc, char **argv, struct question *question)
{
    static const struct option options[] = {
        {"issuer", required_argument, NULL, 'i'},
        {"client-id", required_argument, NULL, 'c'},
        {"jwks", required_argument, NULL, 'j'},
        {"nonce", required_argument, NULL, 'n'},
        {"max-age", required_argument, NULL, 'm'},
        {"acr-values", required_argument, NULL, 'a'},
        {"now", required_argument, NULL, 't'},
        {NULL, 0, NULL, 0},
    };
    int option;

    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1)
        if (!take_option(option, optarg, question))
            return false;
    return optind == argc && question->rules.issuer != NULL &&
           question->rules.client_id != NULL && question->jwks_path != NULL;
}

/* Read the key set; *ret_length is 0 if it is larger than any answer that
 * is accepted.  False if it cannot be read. */
static bool read_key_set(const char *path, char *ret_body, size_t *ret_length)
{
    FILE *file = fopen(path, "re");
    bool good;

    if (file == NULL) {
        fprintf(stderr, "pam-claims: %s: %s\n", path, strerror(errno));
        return false;
    }
    *ret_length = fread(ret_body, 1, KEYS_ANSWER_MAX + 1, file);
    good = ferror(file) == 0;
    if (!good)
        fprintf(stderr, "pam-claims: %s: cannot be read\n", path);
    if (*ret_length > KEYS_ANSWER_MAX)
        *ret_length = 0;
    (void) fclose(file);
    return good;
}

/* Judge the token; what it says is given back, if at all, only when its
 * signature is right. */
static bool judge(const char *token, const struct id_token_rules *rules,
                  struct json **ret_payload, const char **ret_reason)
{
    return jws_verify(token, rules->keys, ret_payload, ret_reason) ==
               JWS_VERIFIED &&
           id_token_check(*ret_payload, rules, ret_reason);
}

/* The line end that a text file or echo puts after the token. */
static void strip_line_end(char *text)
{
    size_t length = strlen(text);

    if (length == 0 || text[length - 1] != '\n')
        return;
    text[--length] = '\0';
    if (length > 0 && text[length - 1] == '\r')
        text[length - 1] = '\0';
}

int explain_id_token(int argc, char **argv, bool json)
{
    static char body[KEYS_ANSWER_MAX + 1];
    static char keys[KEYS_SIZE];
    static char token[ID_TOKEN_SIZE + 2];
    struct question question = {.rules = {.keys = keys, .max_age = -1}};
    struct json *payload = NULL;
    struct json *facts = NULL;
    const char *reason = "key_set_unusable";
    size_t length = 0;
    bool accepted;

    question.rules.now = time(NULL);
    if (!parse_options(argc, argv, &question))
        return explain_usage(argv[0]);
    if (!read_key_set(question.jwks_path, body, &length))
        return EXPLAIN_USAGE;
    (void) explain_read_input(token, sizeof(token));
    strip_line_end(token);
    accepted = jwks_normalise(body, length, question.rules.issuer, keys,
                              sizeof(keys)) &&
               judge(token, &question.rules, &payload, &reason);
    if (payload == NULL)
        payload = json_new_null();
    facts = json_new_object();
    (void) json_put(facts, "accepted", json_new_bool(accepted));
    (void) json_put(facts, "reason", json_new_text(reason));
    (void) json_put(facts, "claims", payload);
    return explain_print(&facts, json,
                         accepted ? EXPLAIN_USABLE : EXPLAIN_REFUSED);
}
