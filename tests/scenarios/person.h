/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The person in front of the host, played from [prompts].
 */

#ifndef SCENARIOS_PERSON_H
#define SCENARIOS_PERSON_H

#include "scenario.h"

#include <security/pam_appl.h>

struct person {
    struct section expected; /* a copy: lines are cut up as they are met */
    size_t met;
    pam_handle_t *pamh; /* for a person whose host renames the user */
};

/* The conversation function; `data` is the struct person. */
int person_converse(int count, const struct pam_message **messages,
                    struct pam_response **responses, void *data);

/* Complain about what was expected and never shown. */
void person_finish(const struct person *);

#endif
