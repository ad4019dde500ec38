/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The error numbers of Microsoft Entra ("AADSTS50076") that say more than
 * the error they come with.
 */

#pragma once

#include "shared/answer.h"

#include <stdint.h>

/* The client's requests look like a loop and must stop. */
enum { ENTRA_CLIENT_LOOP = 50196 };

/*
 * The class that exactly this number narrows an error to; ANSWER_INTERACT
 * for all others, which leave the class to the error itself.  From
 * Microsoft's reference of error codes, and for some from its libraries.
 */
enum answer entra_code_answer(int64_t code);
