/* SPDX-License-Identifier: BSD-2-Clause
 *
 * A PAM module that stands for pam_unix: its first argument is the result
 * that it leaves in the handle, its second, if any, the password.
 */

#include <security/pam_modules.h>

#include <stdlib.h>

static void free_result(pam_handle_t *pamh, void *result, int status)
{
    (void) pamh, (void) status;
    free(result);
}

int pam_sm_authenticate(pam_handle_t *pamh, int flags, int argc,
                        const char **argv)
{
    int *result = malloc(sizeof(*result));

    (void) flags;
    if (result == NULL || argc < 1)
        return PAM_SYSTEM_ERR;
    *result = atoi(argv[0]);
    pam_set_data(pamh, "unix_setcred_return", result, free_result);
    if (argc > 1)
        pam_set_item(pamh, PAM_AUTHTOK, argv[1]);
    return PAM_SUCCESS;
}

int pam_sm_setcred(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
    (void) pamh, (void) flags, (void) argc, (void) argv;
    return PAM_SUCCESS;
}
