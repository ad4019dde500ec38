/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/peer_timeouts.h"

const struct peer_timeouts peer_timeouts = {
    /* The module sends at once; a machine that swaps may take its time. */
    .first = 10 * 1000, .send = 2000,    .last = 60 * 1000,
    .ended = 1000,      .parting = 2000,
};
