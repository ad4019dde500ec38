/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Where browsers are sent to: nothing but an authorization request of one of
 * our clients at one of our providers, so that no host can make the relay's
 * name lead elsewhere (RFC 9700 section 4.11).
 */

#pragma once

#include "relay/settings.h"
#include "relay/sign_in.h"

enum forward {
    FORWARD_RIGHT,
    FORWARD_MALFORMED, /* no authorization request as ours are */
    FORWARD_FOREIGN,   /* of another provider, client or redirect URI */
};

/*
 * Judge an authorization request (RFC 6749 section 4.1.1, RFC 7636 section
 * 4.3) by the configured endpoints and clients: what stands before the '?' is
 * compared byte for byte, parameters after they were decoded, and each may
 * stand there once.  Its state goes to ret_state.
 */
enum forward forward_judge(const char *url, const struct relay_settings *,
                           char ret_state[LINE_SIZE]);
