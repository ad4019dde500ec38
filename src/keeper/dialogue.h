/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The conversation with the person about a sign-in: what is said when, and
 * what a reply means.  The words are in keeper/screen.c.
 */

#pragma once

#include "keeper/attempt.h"

/* Learn what the person's screen is like; before any of the others. */
void dialogue_prepare(struct attempt *);

/* Invite the person to sign in, as attempt->message says; `again` after an
 * invitation that expired.  False if the attempt ends instead. */
bool dialogue_invite(struct attempt *, bool again);

/* Act on the reply in attempt->message, which is wiped. */
bool dialogue_hear(struct attempt *);

/* Say that nothing happened yet. */
bool dialogue_remind(struct attempt *);

/* Act on the MESSAGE_ASK_AGAIN of the agent, which it may send once for each
 * paste that it got. */
bool dialogue_hear_agent(struct attempt *);

/* What the person reads of the outcome, which is a refusal. */
void dialogue_refuse(struct attempt *, char ret_text[LINE_SIZE]);

/* The person is at a machine of their own: a browser there can come back to
 * it. */
bool dialogue_is_local(const struct attempt *);
