/* SPDX-License-Identifier: BSD-2-Clause
 *
 * A QR code (ISO/IEC 18004) on its way from the agent, which encodes it, to
 * the keeper, which draws it: one bit for each of its modules.
 */

#pragma once

#include "shared/limits.h"

#include <stdbool.h>
#include <stdint.h>

struct qr_code {
    int64_t width;               /* modules of a side; 0 for no code */
    unsigned char dark[QR_SIZE]; /* row by row, the highest bit first; the
                                    bits behind the last module are 0 */
};

/*
 * There is a code, and its width is that of a version from 1 to 17: 21, 25,
 * and so on up to QR_WIDTH_MAX.
 */
bool qr_code_is_whole(const struct qr_code *);

/*
 * The module in this column and row, counted from 0 at the top left, is dark.
 * What lies outside the code, its margin for instance, is light.
 */
bool qr_code_is_dark(const struct qr_code *, int64_t x, int64_t y);

/* Make a module dark; one outside the code stays as it is. */
void qr_code_darken(struct qr_code *, int64_t x, int64_t y);
