/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Random names: those that nobody may guess, and one that only labels.
 */

#pragma once

#include <stdbool.h>

enum {
    NONCE_LENGTH = 43, /* characters: the least of a code verifier */
    NONCE_SIZE = NONCE_LENGTH + 1,
    UUID_SIZE = 37,
};

/* Draw 258 random bits, in characters that a form leaves as they are: a
 * state, a nonce, and a code verifier too (RFC 7636 section 4.1).  False,
 * with ret_nonce untouched, if there is no randomness. */
bool nonce_draw(char ret_nonce[NONCE_SIZE]);

/* Draw a random UUID, version 4 (RFC 9562 section 5.4).  It is a label and no
 * secret: where there is no randomness its random bits are 0. */
void nonce_draw_uuid(char ret_uuid[UUID_SIZE]);
