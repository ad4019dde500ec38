/* SPDX-License-Identifier: BSD-2-Clause
 *
 * A PAM module that stands for pam_unix: its first argument is the result
 * that it leaves in the handle, or "null" for what is left once credentials
 * were set; its second, if any, the password, "blank" for none typed.  In the
 * account phase it does the same, for a login of which only that is played.
 */

#include <security/pam_modules.h>

#include <stdlib.h>
#include <string.h>

static void free_result(pam_handle_t *pamh, void *result, int status)
{
    (void) pamh, (void) status;
    free(result);
}

static int leave(pam_handle_t *pamh, int argc, const char **argv)
{
    int *result = malloc(sizeof(*result));

    if (result == NULL || argc < 1)
        return PAM_SYSTEM_ERR;
    *result = atoi(argv[0]);
    pam_set_data(pamh, "unix_setcred_return", result, free_result);
    if (strcmp(argv[0], "null") == 0)
        pam_set_data(pamh, "unix_setcred_return", NULL, NULL);
    if (argc > 1)
        pam_set_item(pamh, PAM_AUTHTOK,
                     strcmp(argv[1], "blank") == 0 ? "" : argv[1]);
    return PAM_SUCCESS;
}

int pam_sm_authenticate(pam_handle_t *pamh, int flags, int argc,
                        const char **argv)
{
    (void) flags;
    return leave(pamh, argc, argv);
}

int pam_sm_acct_mgmt(pam_handle_t *pamh, int flags, int argc,
                     const char **argv)
{
    (void) flags;
    return leave(pamh, argc, argv);
}

int pam_sm_setcred(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
    (void) pamh, (void) flags, (void) argc, (void) argv;
    return PAM_SUCCESS;
}
