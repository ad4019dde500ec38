/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The agent of the scenarios.
 */

#include "keeper/agent_process.h"

const char agent_path[] = SCRIPTED_AGENT;
