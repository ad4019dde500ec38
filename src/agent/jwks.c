/* SPDX-License-Identifier: BSD-2-Clause */

#include "agent/jwks.h"
#include "agent/jws.h"
#include "agent/signature.h"
#include "format/json.h"
#include "shared/entra.h"
#include "shared/limits.h"
#include "shared/text.h"

#include <string.h>

/* False for anything but a list. */
static bool has_element(const struct json *array, const char *expected)
{
    const struct json *element = json_first_element(array);

    for (; element != NULL; element = json_next(element))
        if (json_is_text(element, expected))
            return true;
    return false;
}

/* RFC 7517 sections 4.2 and 4.3.  A member that is null or "" says nothing;
 * one of another type than it must be of is none that the key could be used
 * by. */
static bool is_for_verifying(const struct json *key)
{
    const struct json *use = json_member(key, "use");
    const struct json *operations = json_member(key, "key_ops");

    return (json_is_absent(use) || json_is_text(use, "sig")) &&
           (json_is_absent(operations) || has_element(operations, "verify")) &&
           /* A private key that was published is anybody's. */
           json_is_absent(json_member(key, "d"));
}

/* A name that cannot be compared byte by byte with the token's is none. */
static bool has_good_name(const struct json *key)
{
    const struct json *kid = json_member(key, "kid");
    char name[KID_SIZE];

    return json_is_absent(kid) || json_printable(kid, name, sizeof(name));
}

/* Only Microsoft says it: a key for all of its tenants, or for one. */
static bool is_of_issuer(const struct json *key, const char *issuer)
{
    const struct json *member = json_member(key, "issuer");
    const char *key_issuer = json_string(member);

    return json_is_absent(member) ||
           (key_issuer != NULL && entra_key_is_of(key_issuer, issuer));
}

/* What verification needs of the key (RFC 7518 sections 6.2.1 and 6.3.1); NULL
 * without memory.  Certificates, which are most of a key set, are left out:
 * the set is stored, and goes over the wire each time. */
static struct json *strip(const struct json *key)
{
    static const char *const rsa[] = {"kty", "kid", "alg", "n", "e", NULL};
    static const char *const ec[] = {"kty", "kid", "alg", "crv",
                                     "x",   "y",   NULL};
    const char *const *names = rsa;
    struct json *copy = json_of("{}");

    if (json_is_text(json_member(key, "kty"), "EC"))
        names = ec;
    for (; *names != NULL; names++) {
        const struct json *member = json_member(key, *names);

        if (!json_is_absent(member) && json_string(member) != NULL)
            json_build(&copy, *names, json_new_text(json_string(member)));
    }
    return copy;
}

/* The keys that count, stripped, one after the other in `list`, which is of
 * KEYS_SIZE bytes and has room for what stands around them. */
static void append_usable(const struct json *keys, const char *issuer,
                          char *list)
{
    static char text[KEYS_SIZE];
    const struct json *key = json_first_element(keys);
    size_t room = KEYS_SIZE - sizeof("{\"keys\":[,]}");
    size_t count = 0;

    for (; key != NULL && count < KEY_COUNT_MAX; key = json_next(key)) {
        struct json *copy = NULL;

        /* One that is of no use hides none that is (RFC 7517 section 5). */
        if (!is_for_verifying(key) || !has_good_name(key) ||
            !is_of_issuer(key, issuer) || !signature_key_is_usable(key))
            continue;
        copy = strip(key);
        if (json_print(copy, text, sizeof(text)) &&
            strlen(list) + strlen(text) < room) {
            if (count > 0)
                text_append(list, KEYS_SIZE, ",");
            text_append(list, KEYS_SIZE, "%s", text);
            count++;
        }
        json_free(&copy);
    }
}

/* What a key says that it is for, or at least of which type it is; empty if it
 * says neither. */
static void name_algorithm(const struct json *key, char ret_name[WORD_SIZE])
{
    if (!json_printable(json_member(key, "alg"), ret_name, WORD_SIZE))
        (void) json_printable(json_member(key, "kty"), ret_name, WORD_SIZE);
}

/* What the keys are for, each once, if this software knows none of it.  An
 * administrator who reads these names knows what to switch on. */
static void list_algorithms(const struct json *keys, char *ret_names)
{
    const struct json *key = json_first_element(keys);

    for (; key != NULL; key = json_next(key)) {
        char name[WORD_SIZE];

        if (signature_type_is_known(key)) {
            ret_names[0] = '\0';
            return;
        }
        name_algorithm(key, name);
        if (name[0] == '\0' || text_has_word(ret_names, name))
            continue;
        if (ret_names[0] != '\0')
            text_append(ret_names, NAME_SIZE / 2, " ");
        text_append(ret_names, NAME_SIZE / 2, "%s", name);
    }
}

/* The word for a set without a key that counts. */
static const char *explain_unusable(const struct json *keys,
                                    char ret_detail[NAME_SIZE])
{
    char names[NAME_SIZE] = "";

    list_algorithms(keys, names);
    if (names[0] != '\0') {
        text_format(ret_detail, NAME_SIZE,
                    "the provider's keys are for %s; RS256, PS256 and ES256 "
                    "are understood",
                    names);
        return "algorithm_missing";
    }
    text_copy(ret_detail, NAME_SIZE, "no key set");
    if (json_is_array(keys))
        text_copy(ret_detail, NAME_SIZE, "the key set has no key that counts");
    return "keys_malformed";
}

const char *jwks_normalise(const char *body, size_t length, const char *issuer,
                           char ret_keys[KEYS_SIZE],
                           char ret_detail[NAME_SIZE])
{
    static char list[KEYS_SIZE];
    struct json *set = json_parse(body, length);
    const struct json *keys = json_member(set, "keys");
    const char *reason = NULL;

    list[0] = '\0';
    append_usable(keys, issuer, list);
    if (list[0] == '\0')
        reason = explain_unusable(keys, ret_detail);
    else
        text_format(ret_keys, KEYS_SIZE, "{\"keys\":[%s]}", list);
    json_free(&set);
    return reason;
}
