/* SPDX-License-Identifier: BSD-2-Clause */

#include "agent/jws.h"
#include "agent/signature.h"
#include "format/base64.h"
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

/* What of the protected header is used; nothing of it is believed before the
 * signature is right, but for which key that has to be. */
struct header {
    const struct signature_algorithm *algorithm;
    char kid[KID_SIZE]; /* empty: the token names no key */
};

/* RFC 7515 section 7.1, the compact form: three parts and two dots, neither
 * more nor less. */
static bool split(const char *token, struct part *parts)
{
    static const char ends[PART_COUNT] = {'.', '.', '\0'};

    if (strlen(token) >= ID_TOKEN_SIZE)
        return false;
    for (int i = 0; i < PART_COUNT; i++) {
        parts[i].text = token;
        parts[i].length = strcspn(token, ".");
        token += parts[i].length;
        if (*token != ends[i])
            return false;
        token++;
    }
    return true;
}

/* NULL for what is no JSON object in base64url without padding.  The payload
 * says who somebody is: it is wiped. */
static struct json *decode_object(const struct part *part)
{
    unsigned char *bytes = malloc(part->length + 1);
    struct json *json = NULL;
    ssize_t length;

    if (bytes == NULL)
        return NULL;
    length = base64url_decode(part->text, part->length, bytes, part->length);
    if (length >= 0)
        json = json_parse_object((const char *) bytes, (size_t) length);
    explicit_bzero(bytes, part->length);
    free(bytes);
    return json;
}

/*
 * NULL, or the word for what is wrong with the header.
 *
 *   member   rule
 *   alg      one that is understood; `none` and the symmetric ones are not
 *            (RFC 8725 section 3.1)
 *   typ      JWT where it is there: an access token or a logout token is
 *            signed with the same keys (RFC 8725 section 3.11)
 *   crit     refused, as what it names would have to be understood (RFC 7515
 *            section 4.1.11), and so are those that change what the payload is
 *   kid      text where it is there
 */
static const char *read_header(const struct json *json,
                               struct header *ret_header)
{
    const struct json *kid = json_member(json, "kid");
    const struct json *type = json_member(json, "typ");
    const char *name = json_string(json_member(json, "alg"));

    if (name == NULL)
        return "token_header_malformed";
    for (const struct json *member = json_first(json); member != NULL;
         member = json_next(member))
        if (text_has_word("crit b64 zip cty", json_name(member)))
            return "token_header_extended";
    if (type != NULL && (json_string(type) == NULL ||
                         strcasecmp(json_string(type), "JWT") != 0))
        return "token_type_refused";
    ret_header->algorithm = signature_algorithm(name);
    if (ret_header->algorithm == NULL)
        return "algorithm_refused";
    if (kid != NULL && !json_printable(kid, ret_header->kid, KID_SIZE))
        return "token_header_malformed";
    return NULL;
}

/* The token may leave out which key it is, never what it is signed with. */
static bool is_meant(const struct json *key, const struct header *header)
{
    return (header->kid[0] == '\0' ||
            json_is_text(json_member(key, "kid"), header->kid)) &&
           signature_fits(header->algorithm, key);
}

/* Where no key fits the provider may have new ones.  Each try costs time that
 * a hostile provider would gladly take. */
static enum jws_result check_signature(const struct part *parts,
                                       const struct header *header,
                                       const struct json *keys,
                                       const char **ret_reason)
{
    const char *text = parts[HEADER].text;
    const char *signature = parts[SIGNATURE].text;
    const struct json *key = json_first(json_member(keys, "keys"));
    int tried = 0;

    for (; key != NULL && tried < KEYS_TRIED_MAX; key = json_next(key)) {
        if (!is_meant(key, header))
            continue;
        if (signature_is_right(header->algorithm, key, text,
                               (size_t) (signature - 1 - text), signature))
            return JWS_VERIFIED;
        tried++;
    }
    *ret_reason = "signature_wrong";
    if (tried == 0)
        *ret_reason = "key_unknown";
    return JWS_UNKNOWN_KEY;
}

/* For a message alone: nothing is accepted by it. */
void jws_algorithm(const char *token, char ret_name[WORD_SIZE])
{
    struct part parts[PART_COUNT] = {{NULL, 0}};
    struct json *header = NULL;

    if (split(token, parts))
        header = decode_object(&parts[HEADER]);
    (void) json_printable(json_member(header, "alg"), ret_name, WORD_SIZE);
    json_free(&header);
}

enum jws_result jws_verify(const char *token, const char *keys,
                           struct json **ret_payload, const char **ret_reason)
{
    struct part parts[PART_COUNT] = {{NULL, 0}};
    struct header header = {NULL, ""};
    struct json *json;
    enum jws_result result;

    /* The payload is not looked at before its signature is right. */
    *ret_reason = "token_malformed";
    if (!split(token, parts))
        return JWS_REFUSED;
    json = decode_object(&parts[HEADER]);
    *ret_reason = read_header(json, &header);
    json_free(&json);
    if (*ret_reason != NULL)
        return JWS_REFUSED;
    json = json_of(keys);
    result = check_signature(parts, &header, json, ret_reason);
    json_free(&json);
    if (result != JWS_VERIFIED)
        return result;
    json = decode_object(&parts[PAYLOAD]);
    *ret_reason = "token_payload_malformed";
    *ret_payload = json;
    if (json == NULL)
        return JWS_REFUSED;
    return JWS_VERIFIED;
}
