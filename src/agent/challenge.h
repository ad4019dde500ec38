/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The WWW-Authenticate field of a resource (RFC 9110 section 11.6.1) and
 * what it demands: a claims challenge of Microsoft Entra, or the step-up
 * challenge of RFC 9470.
 */

#pragma once

#include "shared/answer_class.h"
#include "wire/message.h"

enum { CHALLENGE_MAX = 64, CHALLENGE_PARAMETER_MAX = 32 };

struct challenge_parameter {
    const char *name; /* as sent */
    const char *value;
};

struct challenge {
    const char *scheme;  /* as sent */
    const char *token68; /* NULL if it has none */
    size_t count;
    struct challenge_parameter parameters[CHALLENGE_PARAMETER_MAX];
};

/* All valid challenges of one answer, in order, in one piece of memory with
 * what they point to. */
struct challenges {
    size_t count;
    struct challenge list[CHALLENGE_MAX];
    char text[];
};

/*
 * Parse the field lines, which together are one list.  A challenge that is
 * not well-formed is left out, with all its parameters, and so is one that
 * names a parameter twice.  To be freed with free(); NULL without memory.
 */
struct challenges *challenges_parse(const char *const *lines, size_t count);

/*
 * What an answer with this HTTP status and these challenges demands.
 * ANSWER_CHALLENGE with the demand: the first Bearer challenge of a 401
 * with insufficient_claims and claims, the first of any scheme with
 * insufficient_user_authentication, or both.  Else the demand is empty:
 * ANSWER_INTERACT for a 401 without either, and ANSWER_MALFORMED for one
 * whose claims cannot be read, as trying without them would loop, for any
 * other status and for challenges that are NULL.
 */
enum answer_class challenges_demand(const struct challenges *, long status,
                                    struct demand *ret_demand);
