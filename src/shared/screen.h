/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What the person reads: the sign-in, and why a login was refused.
 */

#pragma once

#include "shared/message.h"

/* Compose the text of a sign-in at the host called `name`, as `expected`
 * at the provider, within code->expires_in seconds. */
void screen_sign_in(const struct login *, const char *name,
                    const char *expected, const struct device_code *,
                    char ret_text[SCREEN_SIZE]);

/*
 * Compose the line for a refusal.  `codes` are the provider's AADSTS
 * numbers, `trace` its trace id, `expected` who should have signed in; each
 * may be empty.
 */
void screen_refusal(enum outcome, const char *codes, const char *trace,
                    const char *expected, char ret_text[LINE_SIZE]);
