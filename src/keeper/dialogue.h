/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The conversation with the person about a sign-in: what is said when, and
 * what a reply means.  The words are in keeper/screen.c.
 */

#pragma once

#include "keeper/invitation.h"
#include "keeper/step.h"

/* Learn what the person's screen is like; before any of the others. */
void dialogue_prepare(const struct context *, struct person *);

/* Somebody is there to whom a sign-in can be shown, and may be. */
bool dialogue_can_show(const struct context *, const struct person *);

/* The person is at a machine of their own: a browser there can come back to
 * it. */
bool dialogue_is_local(const struct context *, const struct person *);

/* Whose login it is, as the person reads it here. */
void dialogue_origin(const struct person *, struct origin *ret_origin);

/* Invite the person to sign in; `again` after an invitation that expired.
 * False if the login ends instead. */
bool dialogue_invite(struct ports *, const struct asked *,
                     const struct invitation *, bool again,
                     struct ending *ret_ending);

/* Act on the reply, which is wiped.  False if the login ends instead. */
bool dialogue_hear(struct ports *, struct reply *, struct ending *ret_ending);

/* Say that nothing happened yet.  False if the login ends instead. */
bool dialogue_remind(struct ports *, struct ending *ret_ending);

/* Act on the MESSAGE_ASK_AGAIN of the agent, which it may send once for each
 * paste that it got.  False if the login ends instead. */
bool dialogue_ask_again(struct ports *, const struct ask_again *,
                        struct ending *ret_ending);

/* What the person reads of an ending that is a refusal. */
void dialogue_refuse(struct person *, enum outcome, const struct failure *,
                     char ret_text[LINE_SIZE]);
