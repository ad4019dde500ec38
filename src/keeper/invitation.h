/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What an agent wants a person to be shown.  It may have been taken over, so
 * nothing of it is shown unseen.
 */

#pragma once

#include "keeper/ending.h"
#include "keeper/settings.h"

/* What was asked for: what an invitation has to fit. */
struct asked {
    enum flow flow;
    bool listening; /* the agent was told to, for a browser here */
    bool number;    /* the relay asks for one */
    const char *authorization_endpoint;
};

/*
 * The invitation of this flow may be shown: its address is one of the
 * provider or the relay, or, for a device code, at one of verification_hosts,
 * and the code is of letters, digits, hyphens and single blanks, as is fit for
 * typing (RFC 8628 section 6.1).  Its time is brought into bounds, and a QR
 * code that is not whole is dropped: there is still the address.  False if the
 * login ends instead.
 */
bool invitation_check(const struct settings *, const struct asked *,
                      struct invitation *, struct ending *ret_ending);
