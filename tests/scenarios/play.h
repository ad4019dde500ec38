/* SPDX-License-Identifier: BSD-2-Clause
 *
 * One scenario on stage: the real libpam loads the module, a scripted keeper
 * is at the other end, and everything that the two show, log and leave
 * behind is compared with what the file says.
 */

#ifndef SCENARIOS_PLAY_H
#define SCENARIOS_PLAY_H

#include <stdbool.h>

/* Absolute paths. */
struct modules {
    const char *claims;
    const char *first_factor;
};

/* Play the file in this process; true if all was as it says, false after
 * complaints. */
bool play_scenario(const struct modules *, const char *path);

#endif
