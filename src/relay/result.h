/* SPDX-License-Identifier: BSD-2-Clause
 *
 * How a sign-in ended, in the words of the wire.
 */

#pragma once

#include "format/json.h"
#include "relay/sign_in.h"

/* The answer for its host, with the code in it; NULL without memory. */
struct json *result_describe(const struct sign_in *);
