/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/patience.h"

const struct patience patience = {
    /* The module sends at once; a machine that swaps may take its time. */
    .first = 10 * 1000,
    .send = 2000,
    .last = 60 * 1000,
    .ended = 1000,
};
