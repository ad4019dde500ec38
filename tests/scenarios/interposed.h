/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Calls of the module and of libpam that end in the runner: the log is
 * collected, the ids are the scenario's, and a call can be made to fail.
 */

#ifndef SCENARIOS_INTERPOSED_H
#define SCENARIOS_INTERPOSED_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* Forget the log, be root, let every call succeed. */
void interposed_reset(void);

/* The ids that the process claims to have. */
void interposed_be(uid_t real, uid_t effective);

/* Make every call of this name fail; false if the name is not known. */
bool interposed_fail(const char *call, int error);

/* A call slept since this was asked last, for no event but the time. */
bool interposed_slept(void);

/* The lines logged so far, each "PRIORITY text". */
size_t interposed_log(const char *const **ret_lines);

#endif
