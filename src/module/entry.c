/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The entry points that libpam looks up, and nothing else.
 *
 * All six are offered: libpam answers for a missing one with a code that a
 * stack may have been told to overlook, while these say themselves what is
 * a success and what is not.
 */

/* The prototypes carry the visibility, whatever the compiler was told. */
#pragma GCC visibility push(default)
#include <security/pam_modules.h>
#pragma GCC visibility pop

#include "module/attempt.h"

/* libpam fixes the parameters, and most of these functions need none. */
#pragma GCC diagnostic ignored "-Wunused-parameter"

int pam_sm_authenticate(pam_handle_t *pamh, int flags, int argc,
                        const char **argv)
{
    return attempt_run(pamh, PHASE_AUTH, flags, argc, argv);
}

int pam_sm_acct_mgmt(pam_handle_t *pamh, int flags, int argc,
                     const char **argv)
{
    return attempt_run(pamh, PHASE_ACCOUNT, flags, argc, argv);
}

/* sshd and sudo give up a login whose only module has no opinion here, and
 * sshd asks in another process than the one that authenticated. */
int pam_sm_setcred(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
    return PAM_SUCCESS;
}

int pam_sm_open_session(pam_handle_t *pamh, int flags, int argc,
                        const char **argv)
{
    return PAM_SUCCESS;
}

int pam_sm_close_session(pam_handle_t *pamh, int flags, int argc,
                         const char **argv)
{
    return PAM_SUCCESS;
}

/* There is no password to change; a success would let one pass unchanged. */
int pam_sm_chauthtok(pam_handle_t *pamh, int flags, int argc,
                     const char **argv)
{
    return PAM_SERVICE_ERR;
}
