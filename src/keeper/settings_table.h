/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Every key of the configuration as data.  Parsing and defaults follow this
 * table; a test holds conf/pam_claims.conf and the manual page against it.
 */

#pragma once

#include "format/setting.h"

enum { SETTINGS_COUNT = 38 };

/* In the order of struct settings. */
extern const struct setting settings_table[SETTINGS_COUNT];

/* The setting of that name, or NULL. */
const struct setting *setting_find(const char *name);
