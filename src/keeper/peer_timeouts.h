/* SPDX-License-Identifier: BSD-2-Clause
 *
 * How long the keeper waits for its peers, in ms, where the deadline of the
 * login does not say it: no step lasts as long as a peer likes.
 */

#pragma once

struct peer_timeouts {
    int first;   /* for the module's request, which it sends at once */
    int send;    /* for room for a message: who works has hardly one unread */
    int last;    /* after the deadline, for a verdict behind an open prompt */
    int ended;   /* for an agent that was killed */
    int parting; /* for one that tells a relay that the login is over */
};

/* Tests define another. */
extern const struct peer_timeouts peer_timeouts;
