/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The error numbers of Microsoft Entra ("AADSTS50076") that say more than
 * the error they come with: their class, and what can be done.  All that is
 * known of a number stands in one table.
 */

#pragma once

#include "shared/answer_class.h"

#include <stdint.h>

/* The client's requests look like a loop and must stop. */
enum { ENTRA_CLIENT_LOOP = 50196 };

/*
 * The class that exactly this number narrows an error to; ANSWER_INTERACT
 * for all others, which leave the class to the error itself.  From
 * Microsoft's reference of error codes, and for some from its libraries.
 */
enum answer_class entra_code_answer(int64_t code);

/*
 * Of the first of these comma-separated numbers: what the person can do, in
 * English and marked for translation, and what the administrator can.  Both
 * empty where there is nothing, and for what is no such list.
 */
const char *entra_code_hint(const char *codes);
const char *entra_code_advice(const char *codes);
