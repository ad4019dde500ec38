/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/first_factor.h"
#include "keeper/local_password.h"
#include "shared/text.h"

#include <shadow.h>
#include <stdio.h>
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
    return login->host == HOST_SSHD && login->methods[0] == '\0' &&
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

bool first_factor_allows_silence(const struct settings *settings,
                                 const struct login *login)
{
    return is_shown(settings, login) &&
           (settings->first_factor != FIRST_FACTOR_NONE ||
            login->phase == PHASE_ACCOUNT);
}

bool first_factor_exempts(const struct settings *settings,
                          const struct login *login, const char *user)
{
    return text_has_word(settings->exempt_users, user) &&
           is_shown(settings, login);
}

const char *first_factor_flaw(const struct settings *settings,
                              const struct login *login)
{
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

/* A hash, rather than one of the texts that no password can match. */
static bool is_hash(const char *password)
{
    return password[0] != '\0' && strchr("!*", password[0]) == NULL &&
           strcmp(password, "x") != 0;
}

static bool has_password(FILE *stream, const char *user)
{
    struct spwd entry;
    struct spwd *found = NULL;
    char line[LINE_SIZE];
    bool has = false;

    while (!has &&
           fgetspent_r(stream, &entry, line, sizeof(line), &found) == 0)
        has = strcmp(entry.sp_namp, user) == 0 && is_hash(entry.sp_pwdp);
    explicit_bzero(line, sizeof(line));
    return has;
}

bool first_factor_failed(const struct login *login, const char *shadow)
{
    char buffer[BUFSIZ]; /* ours, so that it can be wiped */
    FILE *stream;
    bool failed;

    if (login->phase != PHASE_AUTH || !login->wrong_password)
        return false;
    stream = fopen(shadow, "re");
    if (stream == NULL)
        return false;
    (void) setvbuf(stream, buffer, _IOFBF, sizeof(buffer));
    failed = has_password(stream, login->user);
    (void) fclose(stream);
    explicit_bzero(buffer, sizeof(buffer));
    return failed;
}
