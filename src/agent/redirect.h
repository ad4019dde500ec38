/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The authorization response: what stands behind the '?' of the address that
 * a browser ends on, whether the browser brings it or a person pastes it.
 */

#pragma once

#include "wire/message.h"

/* What the response to one authorization request has to look like. */
struct redirect_rules {
    const struct client *client;
    const char *state; /* as sent */
};

enum redirect_kind {
    REDIRECT_FOREIGN, /* not the response to our request */
    REDIRECT_CUT_OFF, /* a part of it */
    REDIRECT_CODE,
    REDIRECT_ERROR,
    REDIRECT_MIXED_UP, /* from another provider */
};

/* Its parameters are printable ASCII, and empty where there are none. */
struct redirect {
    enum redirect_kind kind;
    const char *code; /* a secret, in `text` as are the others */
    const char *state;
    const char *issuer;
    const char *error;
    char text[REPLY_SIZE];
};

/* It is the provider's whole answer, whatever it says: nothing else is to be
 * waited for. */
bool redirect_is_final(enum redirect_kind kind);

/* Set the kind of one whose parameters are set, as the relay tells them. */
void redirect_judge(struct redirect *, const struct redirect_rules *);

/* What the keeper is told of a paste that is not final. */
enum paste redirect_flaw(enum redirect_kind kind);

/*
 * Read a whole address, one without its scheme, or only its query (RFC 6749
 * sections 4.1.2 and 4.1.2.1), with or without blanks around it.  One is cut
 * off if it begins like the response but lacks the code, the state or the end
 * of a parameter.  What has a parameter twice, or one that
 * cannot be decoded, is as good as cut off, without our address foreign; an
 * error without our state is foreign, too.  The issuer is that of RFC 9207
 * section 2.4.
 *
 * ret_redirect is a secret of the caller, to be wiped.
 */
void redirect_read(const char *text, const struct redirect_rules *,
                   struct redirect *ret_redirect);
