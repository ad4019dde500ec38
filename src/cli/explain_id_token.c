/* SPDX-License-Identifier: BSD-2-Clause
 *
 * `pam-claims explain id-token`: whether a token would be accepted.
 */

#include "agent/id_token.h"
#include "agent/jwks.h"
#include "cli/explain.h"
#include "shared/text.h"

#include <errno.h>
#include <string.h>

/* Read the key set, of which one byte more is enough to see that it is
 * larger than what is accepted.  False if it cannot be read. */
static bool read_key_set(const char *path, char *ret_body, size_t *ret_length)
{
    FILE *file = fopen(path, "re");
    bool good = false;

    if (file != NULL) {
        *ret_length = fread(ret_body, 1, KEYS_ANSWER_MAX + 1, file);
        good = ferror(file) == 0;
        (void) fclose(file);
    }
    if (!good)
        fprintf(stderr, "pam-claims: %s: %s\n", path, strerror(errno));
    return good;
}

/* NULL, or the word for what agent or keeper would refuse the token for; its
 * payload is given back only when its signature is right. */
static const char *check_token(const struct question *question,
                               struct json **ret_payload,
                               char ret_detail[NAME_SIZE])
{
    const struct id_token_rules *rules = &question->rules;
    struct policy policy = question->policy;
    struct judgement judgement;
    struct claims claims;
    const char *reason;

    if (id_token_verify(question->input, rules, ret_payload, &reason) !=
        JWS_VERIFIED) {
        id_token_detail(question->input, *ret_payload, rules, reason,
                        ret_detail);
        return reason;
    }
    id_token_claims(*ret_payload, "", &claims);
    /* There is one clock, and a sign-in that was asked for a while ago. */
    claims.issued_at = 0;
    policy.since = rules->now - CLOCK_SKEW;
    judgement = policy_evaluate(&policy, &claims, rules->now);
    if (judgement.met)
        return NULL;
    return judgement.reason;
}

/* The line end that a text file or echo puts after the token. */
static void strip_line_end(char *text)
{
    char *end = strchr(text, '\n');

    /* One alone: a compact JWS has no white space in it (RFC 7515 section
     * 7.1), and with any the token is refused in a login, too. */
    if (end == NULL || end[1] != '\0')
        return;
    if (end > text && end[-1] == '\r')
        end--;
    *end = '\0';
}

/* NULL, or the word for why neither agent nor keeper would take the token
 * with this key set. */
static const char *examine(struct question *question, const char *body,
                           size_t length, struct json **ret_payload,
                           char ret_detail[NAME_SIZE])
{
    static char keys[KEYS_SIZE];
    struct id_token_rules *rules = &question->rules;
    const char *reason;

    if (length > KEYS_ANSWER_MAX)
        return "key_set_unusable";
    reason = jwks_normalise(body, length, rules->issuer, keys, ret_detail);
    if (reason == NULL) {
        rules->keys = keys;
        return check_token(question, ret_payload, ret_detail);
    }
    /* The word of the agent is about the provider's answer; this is a file. */
    if (strcmp(reason, "keys_malformed") == 0)
        return "key_set_unusable";
    return reason;
}

static struct json *new_bool(bool value)
{
    if (value)
        return json_of("true");
    return json_of("false");
}

/* The claims of a token whose signature is wrong are anybody's: they are not
 * shown, as if there were none. */
int explain_id_token(struct question *question, struct json **facts)
{
    static char body[KEYS_ANSWER_MAX + 1];
    struct json *payload = NULL;
    char detail[NAME_SIZE] = "";
    char text[LINE_SIZE] = "verified";
    const char *reason;
    size_t length = 0;

    if (question->rules.issuer == NULL || question->rules.client_id == NULL ||
        question->jwks_path == NULL ||
        !read_key_set(question->jwks_path, body, &length))
        return EXPLAIN_USAGE;
    (void) explain_read_input(question);
    strip_line_end(question->input);
    reason = examine(question, body, length, &payload, detail);
    if (reason != NULL)
        text_format(text, sizeof(text), "%s", reason);
    if (detail[0] != '\0')
        text_append(text, sizeof(text), ": %s", detail);
    if (payload == NULL)
        payload = json_of("null");
    json_build(facts, "accepted", new_bool(reason == NULL));
    json_build(facts, "reason", json_new_text(text));
    json_build(facts, "claims", payload);
    return explain_status(reason == NULL);
}
