/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The clock; apart from patience.c, which tests replace.
 */

#include "module/patience.h"

#include <time.h>

int64_t clock_now(void)
{
    struct timespec now = {0};

    (void) clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t) now.tv_sec * 1000 + now.tv_nsec / 1000000;
}
