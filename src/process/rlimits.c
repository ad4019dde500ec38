/* SPDX-License-Identifier: BSD-2-Clause */

#include "process/rlimits.h"

#include <errno.h>

/* Who may not lift a hard limit may still lift the soft one up to it. */
static enum rlimit_state set(const struct rlimit_row *row)
{
    struct rlimit limit = {row->value, row->value};
    enum rlimit_state state = RLIMIT_STATE_FAILED;
    int error;

    if (setrlimit(row->resource, &limit) == 0)
        return RLIMIT_STATE_SET;
    error = errno;
    if (getrlimit(row->resource, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        if (setrlimit(row->resource, &limit) == 0 &&
            limit.rlim_max < row->value)
            state = RLIMIT_STATE_LOWER;
    }
    errno = error;
    return state;
}

enum rlimit_state rlimits_set(const struct rlimit_row *rows, size_t count)
{
    enum rlimit_state worst = RLIMIT_STATE_SET;

    for (size_t i = 0; i < count; i++) {
        enum rlimit_state state = set(&rows[i]);

        if (state > worst)
            worst = state;
    }
    return worst;
}
