/* SPDX-License-Identifier: BSD-2-Clause */

#include "agent/jwks.h"
#include "agent/json.h"
#include "agent/jws.h"
#include "agent/signature.h"
#include "shared/entra.h"
#include "shared/limits.h"
#include "shared/text.h"

#include <string.h>

static bool has_element(const struct json *array, const char *expected)
{
    const struct json *element =
        json_is_array(array) ? json_first(array) : NULL;

    for (; element != NULL; element = json_next(element))
        if (json_is_text(element, expected))
            return true;
    return false;
}

static bool is_for_verifying(const struct json *key)
{
    const struct json *use = json_member(key, "use");
    const struct json *operations = json_member(key, "key_ops");

    return (use == NULL || json_is_text(use, "sig")) &&
           (operations == NULL || has_element(operations, "verify")) &&
           json_member(key, "d") == NULL;
}

static bool has_good_name(const struct json *key)
{
    const struct json *kid = json_member(key, "kid");
    char name[KID_SIZE];

    return kid == NULL || json_printable(kid, name, sizeof(name));
}

static bool is_of_issuer(const struct json *key, const char *issuer)
{
    const struct json *member = json_member(key, "issuer");
    const char *key_issuer = json_string(member);

    return member == NULL ||
           (key_issuer != NULL && entra_key_is_of(key_issuer, issuer));
}

/* Copy what verification needs of the key to the end of the array. */
static void add_key(struct json **array, const struct json *key)
{
    static const char *const rsa[] = {"kty", "kid", "alg", "n", "e", NULL};
    static const char *const ec[] = {"kty", "kid", "alg", "crv",
                                     "x",   "y",   NULL};
    const char *const *names =
        json_is_text(json_member(key, "kty"), "EC") ? ec : rsa;
    struct json *copy = json_of("{}");

    for (; *names != NULL; names++) {
        const char *text = json_string(json_member(key, *names));

        if (text != NULL)
            json_build(&copy, *names, json_new_text(text));
    }
    json_build(array, NULL, copy);
}

/* The array of usable keys; NULL if there are none or too many. */
static struct json *usable_keys(const struct json *keys, const char *issuer)
{
    struct json *usable = json_of("[]");
    const struct json *key = json_is_array(keys) ? json_first(keys) : NULL;
    size_t count = 0;

    for (; key != NULL && count <= KEY_COUNT_MAX; key = json_next(key))
        if (is_for_verifying(key) && has_good_name(key) &&
            is_of_issuer(key, issuer) && signature_key_is_usable(key)) {
            add_key(&usable, key);
            count++;
        }
    if (count == 0 || count > KEY_COUNT_MAX)
        json_free(&usable);
    return usable;
}

bool jwks_normalise(const char *body, size_t length, const char *issuer,
                    char *ret_keys, size_t size)
{
    struct json *set = json_parse(body, length);
    struct json *result = json_of("{}");
    bool done;

    json_build(&result, "keys", usable_keys(json_member(set, "keys"), issuer));
    done = json_print(result, ret_keys, size);
    json_free(&result);
    json_free(&set);
    return done;
}
