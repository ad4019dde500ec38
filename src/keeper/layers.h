/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The layers of an agent's confinement that this kernel does not have.
 */

#pragma once

#include "shared/limits.h"

/*
 * Name them in ret_missing, empty where there are all: no seccomp, no
 * Landlock, or a Landlock that knows no TCP ports yet (landlock(7), ABI 4).
 * The agent leaves out what is not there; somebody should know.
 */
void layers_missing(char ret_missing[WORD_SIZE]);
