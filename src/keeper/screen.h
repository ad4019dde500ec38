/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What the person sees: the sign-in, and why a login was refused.
 */

#ifndef KEEPER_SCREEN_H
#define KEEPER_SCREEN_H

#include "keeper/settings.h"
#include "shared/message.h"

/* Compose the sign-in for a person who has `left` ms for it. */
void screen_sign_in(const struct login *, const struct settings *,
                    const char *expected, const struct device_code *,
                    int64_t left, struct show *ret_show);

/*
 * Compose the line for a refusal.  `codes` are the provider's AADSTS
 * numbers, `trace` its trace id, `expected` who should have signed in; each
 * may be empty.
 */
void screen_refusal(enum outcome, const char *codes, const char *trace,
                    const char *expected, char ret_text[LINE_SIZE]);

#endif
