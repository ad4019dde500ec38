/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/first_factor.h"
#include "keeper/local_password.h"
#include "shared/text.h"

#include <string.h>

/* One of the words of `methods` is in `accepted`. */
static bool names_one(const char *accepted, const char *methods)
{
    char method[NAME_SIZE];

    while (text_next_word(&methods, method, sizeof(method)))
        if (text_has_word(accepted, method))
            return true;
    return false;
}

/*
 * Whoever set up the stack vouches for what stands before us.  In sshd that
 * is either a method that sshd names or a module that asked for a password;
 * with neither there is nothing before us, and the login has a name alone.
 */
static bool vouches_for_nothing(const struct login *login)
{
    return host_row(login->host)->names_methods && login->methods[0] == '\0' &&
           !login->password;
}

/*
 * pam_unix vouches for the target of su, not for its caller.  It also says
 * "right" of a blank password, without asking, and the password in the handle
 * can be another module's: only a password that is not blank makes its verdict
 * one about what was typed.
 */
static bool unix_is_right(const struct settings *settings,
                          const struct login *login)
{
    return login->evidence_unix && settings->subject == SUBJECT_USER &&
           local_password_is_set(login->user);
}

/* Whoever runs the account phase has authenticated the user. */
static bool is_shown(const struct settings *settings,
                     const struct login *login)
{
    if (login->phase == PHASE_ACCOUNT)
        return true;
    if (settings->first_factor == FIRST_FACTOR_STACK &&
        !vouches_for_nothing(login))
        return true;
    return names_one(settings->ssh_methods, login->methods) ||
           unix_is_right(settings, login);
}

/* With `none` nothing in front of us counts, so that each login asks for a
 * sign-in; the account phase never asks. */
bool first_factor_allows_silence(const struct settings *settings,
                                 const struct login *login)
{
    return is_shown(settings, login) &&
           (settings->first_factor != FIRST_FACTOR_NONE ||
            login->phase == PHASE_ACCOUNT);
}

/* An exempt user skips our factor, and not the one in front of it. */
bool first_factor_exempts(const struct settings *settings,
                          const struct login *login, const char *user)
{
    return text_has_word(settings->exempt_users, user) &&
           is_shown(settings, login);
}

/* pam_unix refused the password of a user whose password it can know. */
static bool is_refused(const struct login *login)
{
    return login->phase == PHASE_AUTH && login->wrong_password &&
           local_password_is_set(login->user);
}

const char *first_factor_flaw(const struct settings *settings,
                              const struct login *login)
{
    if (settings->first_factor == FIRST_FACTOR_STACK && is_refused(login))
        return "pam_unix refused the password; first_factor = stack vouches "
               "for a line that accepted it";
    if (is_shown(settings, login))
        return "";
    if (login->evidence_unix && settings->subject == SUBJECT_USER)
        return "the user's password is blank or locked, so that pam_unix's "
               "word for it proves nothing: set one";
    if (settings->first_factor == FIRST_FACTOR_STACK)
        return "first_factor = stack counts for nothing here: sshd names no "
               "method that succeeded and no module asked for a password; see "
               "AuthenticationMethods in sshd_config(5)";
    if (login->methods[0] != '\0')
        return "ssh_methods names none of the methods that succeeded in sshd";
    return "";
}

bool first_factor_failed(const struct settings *settings,
                         const struct login *login)
{
    return settings->first_factor != FIRST_FACTOR_STACK && is_refused(login);
}
