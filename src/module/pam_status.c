/* SPDX-License-Identifier: BSD-2-Clause */

#include "module/pam_status.h"

#include <assert.h>
#include <security/pam_appl.h>

/* Zero is PAM_SUCCESS, so a refusal that is missing here must not be read
 * as it stands. */
static const struct {
    int auth;
    int account;
} refusals[OUTCOME_COUNT] = {
    [OUTCOME_ERROR] = {PAM_SYSTEM_ERR, PAM_SYSTEM_ERR},
    [OUTCOME_CONFIGURATION] = {PAM_SYSTEM_ERR, PAM_SYSTEM_ERR},
    [OUTCOME_DECLINED] = {PAM_AUTH_ERR, PAM_AUTH_ERR},
    [OUTCOME_EXPIRED] = {PAM_AUTH_ERR, PAM_AUTH_ERR},
    [OUTCOME_CANCELLED] = {PAM_AUTH_ERR, PAM_AUTH_ERR},
    /* Another try ends in the same way.  pam_sm_acct_mgmt(3) has no
     * PAM_MAXTRIES, and PAM_PERM_DENIED in its place. */
    [OUTCOME_WRONG_PERSON] = {PAM_MAXTRIES, PAM_PERM_DENIED},
    [OUTCOME_BLOCKED] = {PAM_MAXTRIES, PAM_PERM_DENIED},
    [OUTCOME_NOT_MET] = {PAM_MAXTRIES, PAM_PERM_DENIED},
    [OUTCOME_NOT_SHOWN] = {PAM_AUTH_ERR, PAM_PERM_DENIED},
    [OUTCOME_UNSUITABLE] = {PAM_AUTH_ERR, PAM_PERM_DENIED},
    /* Apart from the rest, for hosts of which nothing is known here: nobody
     * has judged the person (pam_sm_authenticate(3)). */
    [OUTCOME_UNAVAILABLE] = {PAM_AUTHINFO_UNAVAIL, PAM_AUTHINFO_UNAVAIL},
    [OUTCOME_UNTRUSTED] = {PAM_AUTH_ERR, PAM_PERM_DENIED},
};

static_assert(HOST_COUNT == 6, "a new host is told something, too");

/* How a host is told to stop; the others get the code of the outcome.  An ssh
 * client starts anew three times, each time with a sign-in of its own, login
 * asks five times and sudo three.  To sudo PAM_MAXTRIES is a mistyped
 * password like any other, and PAM_ABORT an end. */
static const int endings[HOST_COUNT] = {
    [HOST_SSHD] = PAM_MAXTRIES,
    [HOST_LOGIN] = PAM_MAXTRIES,
    [HOST_SUDO] = PAM_ABORT,
    [HOST_SU] = PAM_AUTH_ERR,
};

/* PAM_IGNORE and PAM_USER_UNKNOWN are in neither table: stacks pass over them,
 * and then other lines decide about a login that this one has refused. */
int pam_status(enum outcome outcome, enum phase phase, enum host host)
{
    int code;

    /* The one line of this software that lets somebody in. */
    if (outcome == OUTCOME_GRANTED)
        return PAM_SUCCESS;
    /* By a mistake of ours alone: the wire lets no such number through. */
    if (outcome >= OUTCOME_COUNT)
        return PAM_SYSTEM_ERR;
    /* The account phase is asked once; nobody has to be stopped from trying
     * again. */
    if (phase != PHASE_AUTH)
        code = refusals[outcome].account;
    else if (endings[host] != 0)
        code = endings[host];
    else
        code = refusals[outcome].auth;
    /* A row that is missing is a refusal, too. */
    if (code == PAM_SUCCESS)
        code = PAM_SYSTEM_ERR;
    return code;
}
