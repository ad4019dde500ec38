/* SPDX-License-Identifier: BSD-2-Clause */

#include "agent/jws.h"
#include "agent/base64.h"
#include "agent/signature.h"
#include "shared/limits.h"
#include "shared/text.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct part {
    const char *text;
    size_t length;
};

enum { HEADER, PAYLOAD, SIGNATURE, PART_COUNT };

struct header {
    const struct signature_algorithm *algorithm;
    char kid[KID_SIZE]; /* empty: the token names no key */
};

static bool split(const char *token, struct part *parts)
{
    if (strlen(token) >= ID_TOKEN_SIZE)
        return false;
    for (int i = 0; i < PART_COUNT; i++) {
        parts[i].text = token;
        parts[i].length = strcspn(token, ".");
        token += parts[i].length;
        if (*token != (i == SIGNATURE ? '\0' : '.'))
            return false;
        token++;
    }
    return true;
}

static struct json *decode_object(const struct part *part)
{
    unsigned char *bytes = malloc(part->length + 1);
    struct json *json = NULL;
    size_t length = 0;

    if (bytes == NULL)
        return NULL;
    if (base64url_decode(part->text, part->length, bytes, part->length,
                         &length))
        json = json_parse((const char *) bytes, length);
    explicit_bzero(bytes, part->length);
    free(bytes);
    if (!json_is_object(json))
        json_free(&json);
    return json;
}

static bool has_any(const struct json *object, const char *const *names)
{
    for (; *names != NULL; names++)
        if (json_member(object, *names) != NULL)
            return true;
    return false;
}

static bool is_type_of_token(const struct json *type)
{
    const char *text = json_string(type);

    return type == NULL || (text != NULL && strcasecmp(text, "JWT") == 0);
}

/* NULL, or the word for what is wrong with the header. */
static const char *read_header(const struct json *json,
                               struct header *ret_header)
{
    static const char *const changes_meaning[] = {"crit", "b64", "zip", "cty",
                                                  NULL};
    const struct json *kid = json_member(json, "kid");
    const char *name = json_string(json_member(json, "alg"));

    if (json == NULL || name == NULL)
        return "token_header_malformed";
    if (has_any(json, changes_meaning))
        return "token_header_extended";
    if (!is_type_of_token(json_member(json, "typ")))
        return "token_type_refused";
    ret_header->algorithm = signature_algorithm(name);
    if (ret_header->algorithm == NULL)
        return "algorithm_refused";
    if (kid != NULL &&
        (!json_text(kid, ret_header->kid, sizeof(ret_header->kid)) ||
         !text_is_printable(ret_header->kid)))
        return "token_header_malformed";
    return NULL;
}

/* One of the keys that the header may mean, and how many there are. */
static size_t find_key(const struct json *keys, const struct header *header,
                       const struct json **ret_key)
{
    const struct json *key = json_first(json_member(keys, "keys"));
    size_t count = 0;

    for (; key != NULL; key = json_next(key)) {
        const char *kid = json_string(json_member(key, "kid"));

        if (header->kid[0] != '\0' &&
            (kid == NULL || strcmp(kid, header->kid) != 0))
            continue;
        if (!signature_fits(header->algorithm, key))
            continue;
        *ret_key = key;
        count++;
    }
    return count;
}

static enum jws_result check_signature(const struct part *parts,
                                       const struct header *header,
                                       const struct json *keys,
                                       const char **ret_reason)
{
    const char *text = parts[HEADER].text;
    const char *signature = parts[SIGNATURE].text;
    const struct json *key = NULL;
    size_t count = find_key(keys, header, &key);

    *ret_reason = count == 0 ? "key_unknown" : "key_ambiguous";
    if (count != 1)
        return count == 0 ? JWS_UNKNOWN_KEY : JWS_REFUSED;
    if (signature_is_right(header->algorithm, key, text,
                           (size_t) (signature - 1 - text), signature))
        return JWS_VERIFIED;
    *ret_reason = "signature_wrong";
    /* Without a name in the token, a key that was replaced looks like this. */
    return header->kid[0] == '\0' ? JWS_UNKNOWN_KEY : JWS_REFUSED;
}

enum jws_result jws_verify(const char *token, const char *keys,
                           struct json **ret_payload, const char **ret_reason)
{
    struct part parts[PART_COUNT] = {{NULL, 0}};
    struct header header = {NULL, ""};
    struct json *header_json = NULL;
    struct json *keys_json = NULL;
    struct json *payload = NULL;
    enum jws_result result = JWS_REFUSED;

    *ret_reason = "token_malformed";
    if (!split(token, parts))
        return JWS_REFUSED;
    header_json = decode_object(&parts[HEADER]);
    *ret_reason = read_header(header_json, &header);
    if (*ret_reason != NULL)
        goto out;
    keys_json = json_parse(keys, strlen(keys));
    result = check_signature(parts, &header, keys_json, ret_reason);
    if (result != JWS_VERIFIED)
        goto out;
    payload = decode_object(&parts[PAYLOAD]);
    *ret_reason = payload == NULL ? "token_payload_malformed" : "verified";
    if (payload == NULL)
        result = JWS_REFUSED;
    else
        *ret_payload = payload;
out:
    json_free(&keys_json);
    json_free(&header_json);
    return result;
}
