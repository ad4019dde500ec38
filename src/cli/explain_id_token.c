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
static const char *judge(const struct question *question,
                         struct json **ret_payload, char ret_detail[NAME_SIZE])
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
    return judgement.met ? NULL : judgement.reason;
}

/* The line end that a text file or echo puts after the token. */
static void strip_line_end(char *text)
{
    char *end = strchr(text, '\n');

    if (end == NULL || end[1] != '\0')
        return;
    if (end > text && end[-1] == '\r')
        end--;
    *end = '\0';
}

int explain_id_token(struct question *question, struct json **facts)
{
    static char body[KEYS_ANSWER_MAX + 1];
    static char keys[KEYS_SIZE];
    struct id_token_rules *rules = &question->rules;
    struct json *payload = NULL;
    char detail[NAME_SIZE] = "";
    char text[LINE_SIZE];
    const char *reason = "key_set_unusable";
    size_t length = 0;

    if (rules->issuer == NULL || rules->client_id == NULL ||
        question->jwks_path == NULL ||
        !read_key_set(question->jwks_path, body, &length))
        return EXPLAIN_USAGE;
    rules->keys = keys;
    (void) explain_read_input(question);
    strip_line_end(question->input);
    if (length <= KEYS_ANSWER_MAX)
        reason = jwks_normalise(body, length, rules->issuer, keys, detail);
    if (reason == NULL)
        reason = judge(question, &payload, detail);
    else if (strcmp(reason, "keys_malformed") == 0)
        reason = "key_set_unusable";
    json_build(facts, "accepted", json_of(reason == NULL ? "true" : "false"));
    text_format(text, sizeof(text), "%s%s%s",
                reason == NULL ? "verified" : reason,
                detail[0] == '\0' ? "" : ": ", detail);
    json_build(facts, "reason", json_new_text(text));
    json_build(facts, "claims", payload == NULL ? json_of("null") : payload);
    return reason == NULL ? EXPLAIN_USABLE : EXPLAIN_REFUSED;
}
