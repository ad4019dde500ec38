/* SPDX-License-Identifier: BSD-2-Clause */

#include "shared/outcome.h"

static const struct {
    const char *word;
    const char *text;
} table[OUTCOME_COUNT] = {
    [OUTCOME_ERROR] = {"error", "Sign-in check failed on this host. "
                                "Please tell its administrator."},
    [OUTCOME_CONFIGURATION] = {"configuration",
                               "Sign-in is not set up correctly. "
                               "Please tell the administrator."},
    [OUTCOME_GRANTED] = {"granted", "Access granted."},
    [OUTCOME_DECLINED] = {"declined", "The sign-in was declined."},
    [OUTCOME_EXPIRED] = {"expired", "The time for the sign-in is over."},
    [OUTCOME_CANCELLED] = {"cancelled", "The sign-in was cancelled."},
    [OUTCOME_WRONG_PERSON] = {"wrong_person", "Somebody else signed in. "
                                              "Access is not granted."},
    [OUTCOME_BLOCKED] = {"blocked",
                         "Your organisation's policy does not allow "
                         "this login."},
    [OUTCOME_NOT_MET] = {"not_met",
                         "You signed in, but what the policy asks for "
                         "cannot be met here."},
    [OUTCOME_NOT_SHOWN] = {"not_shown",
                           "A sign-in is needed, but it cannot be shown "
                           "here. Please log in interactively."},
    [OUTCOME_UNSUITABLE] = {"unsuitable", "Access is not granted."},
    [OUTCOME_UNAVAILABLE] = {"unavailable",
                             "The identity provider cannot be reached. "
                             "Please try again later."},
    [OUTCOME_UNTRUSTED] = {"untrusted",
                           "The identity provider's answer cannot be "
                           "trusted. Please tell the administrator."},
};

const char *outcome_word(enum outcome outcome)
{
    return table[outcome < OUTCOME_COUNT ? outcome : OUTCOME_ERROR].word;
}

const char *outcome_text(enum outcome outcome)
{
    return table[outcome < OUTCOME_COUNT ? outcome : OUTCOME_ERROR].text;
}
