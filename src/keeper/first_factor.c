/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/first_factor.h"
#include "shared/text.h"

#include <shadow.h>
#include <stdio.h>
#include <string.h>

/* One of the words of `methods` is in `accepted`. */
static bool names_one(const char *accepted, const char *methods)
{
    char method[WORD_SIZE];

    while (text_next_word(&methods, method, sizeof(method)))
        if (text_has_word(accepted, method))
            return true;
    return false;
}

/* Whoever runs the account phase has authenticated the user; pam_unix vouches
 * for the target of su, not for its caller. */
static bool is_shown(const struct settings *settings,
                     const struct login *login)
{
    return login->phase == PHASE_ACCOUNT ||
           settings->first_factor == FIRST_FACTOR_STACK ||
           (login->evidence_unix && settings->subject == SUBJECT_USER) ||
           names_one(settings->ssh_methods, login->methods);
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
    return is_shown(settings, login) &&
           text_has_word(settings->exempt_users, user);
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
