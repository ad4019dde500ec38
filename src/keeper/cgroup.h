/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Control groups (cgroups(7)): whoever owns the one that sudo or su was run
 * in can freeze, throttle and kill all that is in it.
 */

#pragma once

#include <stdbool.h>

/*
 * Go to the root of each hierarchy.  Where the kernel takes no process there,
 * as in a container, a group of our own, "pam_claims", is made below it.
 * False with errno set where one of them could not be left; the others are.
 */
bool cgroup_leave(void);
