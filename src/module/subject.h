/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Who logs in: what the PAM handle and the host process say about it.
 */

#pragma once

#include "wire/message.h"

struct pam_handle;

/*
 * Fill in the items of the handle and the ids of the process.  The user is
 * left empty where the handle has none.  False if an item does not fit; it
 * is then empty.
 */
bool subject_describe(struct pam_handle *, struct login *login);

/*
 * Fill in which host this is, by the service, else by the section, and what
 * can be seen of the login there.  Evidence of a first factor is what sshd
 * and pam_unix themselves left in the handle, never the environment.
 */
void subject_observe(struct pam_handle *, struct login *login);

/*
 * Make sure of a user name, in the auth phase by asking for one: login(1)
 * counts on a module to do so.  False if there is none that fits.
 */
bool subject_name(struct pam_handle *, struct login *login);

/*
 * Root's own sudo or su: the real user id is its caller's.  Only the name of
 * the service says so, because sshd and login are root for everybody.
 */
bool subject_is_root(const struct login *);

/* PAM_USER is this name. */
bool subject_is_still(struct pam_handle *, const char *user);
