/* SPDX-License-Identifier: BSD-2-Clause
 *
 * A text as a QR code.
 */

#pragma once

#include "wire/qr_code.h"

/*
 * Encode a text as a QR code (ISO/IEC 18004, error correction level L, its
 * bytes as they are).  False, with ret_code untouched, for a text that is
 * empty or whose code would be wider than QR_WIDTH_MAX.
 */
bool qr_encode(const char *text, struct qr_code *ret_code);
