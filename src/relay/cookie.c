/* SPDX-License-Identifier: BSD-2-Clause */

#include "relay/cookie.h"

#include "format/base64.h"
#include "relay/digest.h"
#include "shared/text.h"

#include <string.h>

#define NAME "__Host-claims-relay"
#define BASE64URL                                                             \
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

/* The first of our name and form; the library joins several header fields
 * by no rule of ours, so that the call has refused them. */
bool cookie_read(const struct call *call, char ret_cookie[COOKIE_SIZE])
{
    const char *rest = call->request.cookie;

    ret_cookie[0] = '\0';
    while (*rest != '\0') {
        size_t length;

        rest += strspn(rest, "; \t");
        length = strcspn(rest, ";");
        if (strncmp(rest, NAME "=", strlen(NAME "=")) == 0 &&
            length == strlen(NAME "=") + COOKIE_SIZE - 1 &&
            strspn(rest + strlen(NAME "="), BASE64URL) == COOKIE_SIZE - 1) {
            text_format(ret_cookie, COOKIE_SIZE, "%.*s", COOKIE_SIZE - 1,
                        rest + strlen(NAME "="));
            return true;
        }
        rest += length;
    }
    return false;
}

/* A browser sends a cookie of this prefix to us alone, and takes it from us
 * alone (RFC 6265bis section 4.1.3.2).  "Lax" lets it come along with the
 * provider's redirect, which "Strict" would not. */
void cookie_set(struct call *call, char ret_cookie[COOKIE_SIZE])
{
    unsigned char random[HASH_SIZE];

    ret_cookie[0] = '\0';
    if (!digest_random(random, sizeof(random))) {
        call->response.status = 500;
        return;
    }
    base64url_encode(random, sizeof(random), ret_cookie);
    call_add_field(call, "Set-Cookie",
                   NAME "=%s; Path=/; Secure; HttpOnly; SameSite=Lax",
                   ret_cookie);
}

/* Who reads the store cannot be that browser. */
void cookie_hash(const char *cookie, unsigned char ret_browser[HASH_SIZE])
{
    digest_sha256(cookie, strlen(cookie), ret_browser);
}

/* Nobody else's page knows the cookie, and a token is good for one sign-in. */
void cookie_token(const char *cookie, const char *id,
                  char ret_token[COOKIE_SIZE])
{
    unsigned char mac[HASH_SIZE];

    digest_hmac(cookie, strlen(cookie), id, strlen(id), mac);
    base64url_encode(mac, sizeof(mac), ret_token);
}
