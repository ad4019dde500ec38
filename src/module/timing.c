/* SPDX-License-Identifier: BSD-2-Clause */

#include "module/timing.h"

const struct timing timing = {
    .attempt = (15 * 60 + 10) * 1000, /* the longest deadline is 15 minutes */
    .cancelled = 2000,
    .ended = 200,
    .refusal = 1000,
    .human = 300,
};
