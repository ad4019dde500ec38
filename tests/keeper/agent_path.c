/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The agent of the scenarios, and less patience for all.
 */

#include "keeper/agent_process.h"
#include "keeper/patience.h"

const char agent_path[] = SCRIPTED_AGENT;

const struct patience patience = {
    .first = 1000, .send = 500, .last = 1000, .ended = 500};
