/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/patience.h"

const struct patience patience = {
    .first = 10 * 1000,
    .send = 2000,
    .last = 60 * 1000,
    .ended = 1000,
};
