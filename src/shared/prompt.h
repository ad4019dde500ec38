/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The words that go on the person's screen, composed of what the keeper
 * sent and of nothing that could move a cursor or imitate the host.
 */

#pragma once

#include "shared/message.h"

/* The first view, and what typing "q" leads to. */
enum view { VIEW_TEXT, VIEW_QR, VIEW_QR_SWAPPED };

/* Room for any of them: exchanging light and dark turns a blank into the
 * three bytes of a full block. */
enum { PROMPT_SIZE = SCREEN_SIZE + 3 * QR_SIZE + LINE_SIZE };

/*
 * Replace what is not printable ASCII or a line end in the text by '?', and
 * drop a QR code of anything but blanks, half and full blocks.
 */
void prompt_clean(struct show *show);

/*
 * Compose a view of a cleaned sign-in into ret_text, of PROMPT_SIZE bytes.
 * It begins with a line end, because sshd's client and sudo-rs put words of
 * their own in front; a prompt ends in the words that ask for Enter.
 */
void prompt_compose(const struct show *show, enum view, char *ret_text);

/* The reply asks for the next view, and the sign-in has one. */
bool prompt_wants_qr(const struct show *show, const char *reply);
