/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What an outcome means to the program that loaded the module.
 */

#pragma once

#include "shared/host.h"
#include "wire/message.h"

/*
 * The PAM code (pam_sm_authenticate(3), pam_sm_acct_mgmt(3)) for an outcome
 * of this phase.  sshd, login and sudo repeat the auth phase for what they
 * take for a mistyped password; they get the code that makes them stop.
 */
int pam_status(enum outcome, enum phase, enum host);
