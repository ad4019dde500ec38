/* SPDX-License-Identifier: BSD-2-Clause */

#include "module/patience.h"

const struct patience patience = {
    .attempt = 15 * 60 * 1000,
    .cancelled = 2000,
    .ended = 200,
    .refusal = 1000,
    .human = 300,
};
