/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What an answer of the identity provider or of the resource means.
 */

#pragma once

#include "shared/outcome.h"

enum answer_class {
    ANSWER_MALFORMED = 0,
    ANSWER_OK,
    ANSWER_CHALLENGE, /* a sign-in with the claims that came along helps */
    ANSWER_INTERACT,  /* a sign-in helps */
    ANSWER_CONSENT,
    ANSWER_BLOCKED,
    ANSWER_CONFIG,
    ANSWER_THROTTLED,
    ANSWER_TRANSIENT, /* no answer, or a server error */
    ANSWER_PENDING,   /* the device flow, RFC 8628 section 3.5 */
    ANSWER_SLOW_DOWN,
    ANSWER_DECLINED,
    ANSWER_EXPIRED,
    ANSWER_UNTRUSTED, /* TLS or an ID token did not verify */
    ANSWER_NO_DEVICE_FLOW,
    ANSWER_NO_RELAY, /* it cannot be reached, or refuses */
    ANSWER_MOVED,    /* the endpoint is not where the metadata says */
    ANSWER_COUNT
};

/* The outcome once no further sign-in is offered.  An answer that asks for a
 * new sign-in then means that the provider no longer accepts the code. */
enum outcome answer_class_outcome(enum answer_class);

/* The word for logs and for `pam-claims explain`; never NULL. */
const char *answer_class_word(enum answer_class);
