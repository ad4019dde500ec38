/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/local_password.h"

#include <pwd.h>
#include <shadow.h>
#include <string.h>

enum { ENTRY_MAX = 16 * 1024 };

/* pam_unix takes these as a reference to the shadow entry, and NIS+ once
 * wrote the last. */
static bool is_shadowed(const char *field)
{
    return strcmp(field, "x") == 0 || strncmp(field, "##", 2) == 0 ||
           strcmp(field, "*NP*") == 0;
}

/* crypt(3) makes no hash that begins like this. */
static bool is_secret(const char *hash)
{
    return hash[0] != '\0' && hash[0] != '*' && hash[0] != '!';
}

bool local_password_is_set(const char *user)
{
    char buffer[ENTRY_MAX];
    const struct passwd *entry = getpwnam(user);
    struct spwd shadow;
    struct spwd *found = NULL;
    bool is_set;

    /* Who is in the shadow map alone cannot log in, and where that map is
     * SSSD's or Kerberos' there is none: pam_unix then refuses, whoever says
     * that it did not. */
    if (entry == NULL || entry->pw_passwd == NULL)
        return false;
    if (!is_shadowed(entry->pw_passwd))
        return is_secret(entry->pw_passwd);
    is_set = getspnam_r(user, &shadow, buffer, sizeof(buffer), &found) == 0 &&
             found != NULL && found->sp_pwdp != NULL &&
             is_secret(found->sp_pwdp);
    explicit_bzero(buffer, sizeof(buffer));
    return is_set;
}
