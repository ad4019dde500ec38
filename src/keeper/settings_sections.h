/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The sections of the configuration: for whom one holds, and whether there is
 * anybody for whom it can.  One that holds for nobody is a misspelt one.
 */

#pragma once

#include "keeper/settings.h"

/* A section of a higher level wins, whatever the order of the files. */
enum level { LEVEL_NONE, LEVEL_GLOBAL, LEVEL_SHORT_NAME, LEVEL_SERVICE };

/* What a section means to a login that reads the section `asked`. */
enum level section_level(const char *section, const char *asked);

/*
 * What is wrong with the name of a section, as a text for the administrator
 * that is good until the next call; NULL for nothing.  Known are "global",
 * what this login is and asks for, the services that this software knows by
 * name (one that was removed from the host does not spoil the file), what is a
 * file in the source's pam_directories, and what a service= in such a file
 * names.
 */
const char *section_flaw(const struct settings_source *, const char *section);
