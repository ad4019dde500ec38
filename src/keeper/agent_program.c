/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/agent_program.h"

const char agent_path[] = AGENT_PATH;
const char agent_user[] = AGENT_USER;
