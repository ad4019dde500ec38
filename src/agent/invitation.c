/* SPDX-License-Identifier: BSD-2-Clause */

#include "agent/invitation.h"
#include "agent/keeper_link.h"
#include "agent/qr.h"

bool invitation_send(const struct http *http, struct invitation *invitation,
                     const char *content, int64_t *ret_end)
{
    int64_t left = http_remaining(http);

    /* The keeper ends the login then, however long the code lives. */
    if (invitation->expires_in > left / 1000)
        invitation->expires_in = left / 1000;
    *ret_end = left - invitation->expires_in * 1000;
    /* Without a QR code there is still the address. */
    (void) qr_encode(content, &invitation->qr);
    return keeper_link_send(http, MESSAGE_INVITATION, invitation);
}
