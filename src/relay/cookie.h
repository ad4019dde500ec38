/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What tells one browser from another: a random value in a cookie that only
 * this origin can set or read (RFC 6265bis, "__Host-"), one for all sign-ins
 * of a browser.
 */

#pragma once

#include "relay/call.h"
#include "relay/sign_in.h"

enum { COOKIE_SIZE = 44 }; /* 256 bits in base64url, and the NUL */

/* The browser's value; false, with it empty, where it has sent none. */
bool cookie_read(const struct call *, char ret_cookie[COOKIE_SIZE]);

/* Give the browser a new one with this answer. */
void cookie_set(struct call *, char ret_cookie[COOKIE_SIZE]);

/* What is kept of it in a sign-in. */
void cookie_hash(const char *cookie, unsigned char ret_browser[HASH_SIZE]);

/*
 * The token of a form about this sign-in, which is a MAC by the cookie: who
 * does not know that cannot make one, and no node has to keep a key.
 */
void cookie_token(const char *cookie, const char *id,
                  char ret_token[COOKIE_SIZE]);
