/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The PAM conversation with the person (pam_conv(3)).
 */

#pragma once

#include "shared/prompt.h"

struct pam_handle;

enum reply {
    REPLY_FAILED = 0, /* nobody can have seen it */
    REPLY_ENTER,
    REPLY_QR, /* the person asks for the next view */
};

/*
 * Put a view of the sign-in on the screen, with the PAM message that the
 * keeper chose, and wait for the reply if it is a prompt.  Cleans the show.
 * What is typed is of no use but for a "q", and is wiped.
 */
enum reply conversation_show(struct pam_handle *, struct show *show,
                             enum view);

/*
 * Say how it ended, if the verdict has words for that.  PAM_SILENT among
 * the flags holds back words about a success only: sudo always sets it.
 */
void conversation_tell(struct pam_handle *, int flags, const struct verdict *);
