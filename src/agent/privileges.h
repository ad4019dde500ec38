/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What an agent gives up before it reads its first byte.
 */

#pragma once

#include <stdbool.h>
#include <sys/types.h>

/*
 * Become this user and group for good, without further groups and without
 * capabilities, and make sure that there is no way back.  Where the process
 * is that user already and not root, there is nothing to drop.  Root is
 * never accepted as the target.  False: the process must end.
 */
bool privileges_drop(uid_t uid, gid_t gid);

/*
 * Set ceilings for core files, descriptors, memory, processor time and
 * written files, close the process to debuggers, rule out new privileges,
 * and have it killed when its parent, which was `parent` at the start, is
 * gone (prctl(2), setrlimit(2)).  False: the process must end.
 */
bool privileges_limit(pid_t parent);
