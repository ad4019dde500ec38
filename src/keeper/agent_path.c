/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Where the agent is installed; apart, so that tests can link another.
 */

#include "keeper/agent_process.h"

const char agent_path[] = AGENT_PATH;
