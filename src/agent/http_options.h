/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What holds for every HTTPS request of an agent, whatever it asks.
 */

#pragma once

#include "wire/message.h"

#include <stdbool.h>

/* Set it for libcurl's handle; what network points to has to last as long.
 * False for an option that the library does not take. */
bool http_options_set(void *handle, const struct network *network);
