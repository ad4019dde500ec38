/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What nobody can guess: each is drawn for one sign-in.
 */

#pragma once

#include "relay/sign_in.h"

enum { HOST_SECRET_SIZE = 44 }; /* 256 bits in base64url, and the NUL */

/* The id, which the person opens; false, as in the others, without random
 * numbers. */
bool secrets_draw_id(char ret_id[SIGN_IN_ID_SIZE]);

/* The host's secret, and what is kept of it. */
bool secrets_draw_secret(char ret_secret[HOST_SECRET_SIZE],
                         unsigned char ret_hash[HASH_SIZE]);

/* The number that ties the browser to the terminal. */
bool secrets_draw_number(char ret_number[NUMBER_SIZE]);
