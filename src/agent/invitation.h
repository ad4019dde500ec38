/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The invitation to sign in, which the keeper shows to the person.
 */

#pragma once

#include "agent/http.h"

/*
 * Send it, with the QR code of `content` if there can be one, and with an
 * expires_in that is cut down to what is left of the login.  *ret_end
 * becomes what http_remaining() says when it has expired.  False if the
 * keeper is gone.
 */
bool invitation_send(const struct http *http, struct invitation *invitation,
                     const char *content, int64_t *ret_end);
