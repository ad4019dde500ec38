/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The PAM conversation with the person (pam_conv(3)).
 */

#pragma once

#include "wire/message.h"

struct pam_handle;

/* The host has a conversation function, which cron has not. */
bool conversation_exists(struct pam_handle *);

/*
 * Put words on the screen, with the PAM message that the keeper chose, and
 * wait for the reply if it is a prompt.  The first prompt of a login is shown
 * again where the reply came within timing.human, whatever it said.  False
 * if nobody can have seen the words: the conversation fails, the reply is the
 * end of file, or that second one came as quickly.  The caller wipes
 * ret_reply.
 */
bool conversation_show(struct pam_handle *, const struct show *, bool first,
                       struct reply *ret_reply);

/*
 * Say how it ended, if the verdict has words for that.  PAM_SILENT among
 * the flags holds back words about a success only: sudo always sets it.
 */
void conversation_tell(struct pam_handle *, int flags, const struct verdict *);
