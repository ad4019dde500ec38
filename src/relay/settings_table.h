/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Every key of claims-relay.conf as data.  Parsing and defaults follow this
 * table; a test holds conf/claims-relay.conf and the manual page against it.
 */

#pragma once

#include "format/setting.h"

enum { RELAY_SETTINGS_COUNT = 18 };

/* In the order of struct relay_settings. */
extern const struct setting relay_settings_table[RELAY_SETTINGS_COUNT];
