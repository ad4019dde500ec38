/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Who names sign-ins that are not there: an address that does so too often is
 * answered nothing for the rest of its minute, so that no id is found by
 * trying.
 */

#pragma once

#include <stdbool.h>
#include <stdint.h>

enum {
    GUESSES_MAX = 30,           /* of one address in a minute */
    GUESSES_MINUTE = 60 * 1000, /* in milliseconds */
};

struct guesses;

/* Nobody has guessed; NULL without memory or random numbers. */
struct guesses *guesses_open(void);
void guesses_close(struct guesses *);

/* One more of this address, at an instant of clock_monotonic(). */
void guesses_add(struct guesses *, const char *address, int64_t now);

/* Seconds until the address is answered again; 0 for one that is. */
int64_t guesses_wait(const struct guesses *, const char *address, int64_t now);
