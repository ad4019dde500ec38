/* SPDX-License-Identifier: BSD-2-Clause */

#include "shared/outcome.h"

#include "shared/text.h"

/* The word is for the log, and stays as it is whatever the text becomes. */
static const struct row {
    const char *word;
    const char *text;
} table[OUTCOME_COUNT] = {
    [OUTCOME_ERROR] = {"error", N_("The sign-in check failed on this host. "
                                   "Please tell your administrator.")},
    [OUTCOME_CONFIGURATION] = {"configuration",
                               N_("Sign-in is not set up correctly. "
                                  "Please tell your administrator.")},
    [OUTCOME_GRANTED] = {"granted", N_("Access granted.")},
    /* This one and the next two are the person's own doing: a new try may end
     * in another way, and no administrator is named. */
    [OUTCOME_DECLINED] = {"declined", N_("The sign-in was declined.")},
    [OUTCOME_EXPIRED] = {"expired", N_("The sign-in timed out. Log in again "
                                       "for a new code.")},
    [OUTCOME_CANCELLED] = {"cancelled", N_("The sign-in was cancelled.")},
    /* Whose account it should have been is not told: whoever logs in by
     * another's name would learn it here. */
    [OUTCOME_WRONG_PERSON] =
        {"wrong_person", N_("Another account signed in. Access refused.")},
    [OUTCOME_BLOCKED] = {"blocked",
                         N_("Your organisation's policy does not allow "
                            "this login.")},
    [OUTCOME_NOT_MET] =
        {"not_met", N_("You signed in, but the sign-in did not satisfy your "
                       "organisation's policy.")},
    [OUTCOME_NOT_SHOWN] = {"not_shown",
                           N_("This login needs a sign-in, but this "
                              "connection cannot show one.")},
    /* That a user is unknown, reserved or without a line in user_map is for
     * the log: the person may be a stranger who tries names. */
    [OUTCOME_UNSUITABLE] = {"unsuitable", N_("Access refused.")},
    [OUTCOME_UNAVAILABLE] = {"unavailable",
                             N_("The identity provider cannot be reached. "
                                "Please try again later.")},
    [OUTCOME_UNTRUSTED] = {"untrusted",
                           N_("The provider's answer cannot be trusted. "
                              "Please tell your administrator.")},
};

/* What is no outcome is an error, never a success. */
static const struct row *row_of(enum outcome outcome)
{
    /* The number may come over the wire. */
    if (outcome >= OUTCOME_COUNT)
        return &table[OUTCOME_ERROR];
    return &table[outcome];
}

const char *outcome_word(enum outcome outcome)
{
    return row_of(outcome)->word;
}

/* English: the catalogues are the keeper's, and the module needs a text of its
 * own where there is no keeper to ask. */
const char *outcome_text(enum outcome outcome)
{
    return row_of(outcome)->text;
}

/* What cannot be shown is the connection's fault, all else the person's wish.
 */
enum outcome cancel_outcome(enum cancel_reason reason)
{
    if (reason == CANCEL_NOT_SHOWN)
        return OUTCOME_NOT_SHOWN;
    return OUTCOME_CANCELLED;
}

const char *cancel_word(enum cancel_reason reason)
{
    switch (reason) {
    case CANCEL_INTERRUPTED:
        return "interrupted";
    case CANCEL_NOT_SHOWN:
        return "not_shown";
        /* Of a module that said nothing, too. */
    default:
        return "disconnected";
    }
}
