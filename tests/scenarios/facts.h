/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What a scenario's keeper knows of a decision, written as the log writes it.
 */

#ifndef SCENARIOS_FACTS_H
#define SCENARIOS_FACTS_H

#include "wire/message.h"

/*
 * Read key=value pairs into *ret_facts; a value with blanks stands in double
 * quotes, and `complete` alone is the flag.  `pairs` is cut up on the way.
 * Returns NULL, or the pair that is none or does not fit.
 */
const char *facts_read(char *pairs, struct facts *ret_facts);

#endif
