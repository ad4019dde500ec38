/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/first_factor.h"
#include "shared/text.h"

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
