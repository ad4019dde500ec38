/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What the module owes every keeper, whatever the host is like.
 */

#ifndef SCENARIOS_OWED_H
#define SCENARIOS_OWED_H

/* Report where arguments, environment, descriptors, signals, ids, session,
 * directory or umask of this process are not as promised. */
void owed_check(char **argv);

#endif
