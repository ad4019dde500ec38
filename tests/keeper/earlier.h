/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What there is before the login, configuration and store, and what is to be
 * found after it.
 */

#ifndef KEEPER_EARLIER_H
#define KEEPER_EARLIER_H

enum { UID = 1000 /* alice's */ };

/* Write the configuration that [conf] describes, as "conf" in the working
 * directory, which is also where the store is. */
void earlier_configure(void);

/* Fill the store as [store] says. */
void earlier_store(void);

/* Meanwhile: one line more in the file of [user_map]. */
void earlier_add_to_map(const char *line);

/* Meanwhile: a directory takes the place of this file of the store. */
void earlier_block(const char *name);

/* Meanwhile: this file is a symbolic link. */
void earlier_link(const char *name);

/* Meanwhile: nobody has alice's lock. */
void earlier_is_unlocked(void);

/* Compare with [after], [log] and what the agents have done. */
void later_judge(void);

#endif
