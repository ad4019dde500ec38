/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The clock of an attempt's deadlines; setting the time does not move it.
 */

#pragma once

#include <stdint.h>

/* Milliseconds since an unspecified moment. */
int64_t clock_now(void);
