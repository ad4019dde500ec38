/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The agent of the scenarios, and less patience for all.
 */

#include "keeper/agent_process.h"
#include "keeper/peer_timeouts.h"

const char agent_path[] = SCRIPTED_AGENT;

const struct peer_timeouts peer_timeouts = {
    .first = 1000, .send = 500, .last = 1000, .ended = 500, .parting = 500};
