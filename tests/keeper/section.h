/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The sections of the scenario that is played: the file of this name in the
 * working directory.
 */

#ifndef KEEPER_SECTION_H
#define KEEPER_SECTION_H

typedef void section_line(char *line);

/* Have `function` act on each line of "[section]", without comments. */
void section_each(const char *section, section_line *function);

#endif
