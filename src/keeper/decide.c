/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/decide.h"
#include "keeper/binding.h"
#include "keeper/deadline.h"
#include "keeper/dialogue.h"
#include "keeper/first_factor.h"
#include "keeper/hangup.h"
#include "keeper/language.h"
#include "keeper/layers.h"
#include "keeper/metadata.h"
#include "keeper/pam_files.h"
#include "keeper/redemption.h"
#include "keeper/sign_in.h"
#include "shared/text.h"

#include <string.h>
#include <unistd.h>

static bool load_settings(struct attempt *attempt)
{
    const struct login *login = &attempt->login;
    bool standard = login->conf[0] == '\0';
    const struct settings_source source = {
        .file = standard ? CONF_PATH : login->conf,
        .drop_ins = standard,
        .service = login->service,
        .section = login->section,
        .pam_directories = pam_files_directories,
    };

    const char *flaw = "configuration";

    if (settings_load(&source, &attempt->settings, attempt->facts.detail))
        flaw = settings_check_files(&attempt->settings, attempt->facts.detail);
    return flaw == NULL || attempt_end(attempt, OUTCOME_CONFIGURATION, flaw);
}

/* A line in front ended the auth phase with success, so that ours was never
 * reached.  sshd is checked silently, as for a key. */
static bool was_skipped(const struct attempt *attempt)
{
    const struct login *login = &attempt->login;

    return login->phase == PHASE_ACCOUNT && login->skipped &&
           login->host != HOST_SSHD &&
           attempt->settings.account != ACCOUNT_PASS;
}

/* The account phase has nothing to check here. */
static bool passes_account(const struct attempt *attempt)
{
    int account = attempt->settings.account;

    return attempt->login.phase == PHASE_ACCOUNT &&
           (account == ACCOUNT_PASS ||
            (account == ACCOUNT_AUTO && attempt->login.host != HOST_SSHD));
}

/* Everything that is needed to talk to the provider about this user. */
static bool prepare(struct attempt *attempt)
{
    const struct settings *settings = &attempt->settings;
    char missing[WORD_SIZE];

    attempt->demand.max_age = -1;
    attempt->started = deadline_now();
    attempt->deadline = deadline_of(&attempt->login, settings->deadline);
    if (!token_store_open(&attempt->store, settings, attempt->user.uid,
                          attempt->user.name, attempt->facts.detail))
        return attempt_end(attempt, OUTCOME_ERROR, "token_store");
    token_store_read(&attempt->store, &attempt->record);
    attempt_name(attempt, &attempt->record.identity);
    if (!identity_expected(settings, &attempt->user, &attempt->record,
                           attempt->expected, attempt->facts.detail))
        return attempt_end(attempt, OUTCOME_CONFIGURATION, "user_map");
    layers_missing(missing);
    if (missing[0] != '\0')
        attempt_note(attempt, "confinement_lacks", missing);
    return binding_judge(attempt) && metadata_load(attempt);
}

/*
 * Redeem the cached refresh token and judge what it buys, without a word to
 * the person.  CHECK_PERSON: a sign-in that meets attempt->demand is needed.
 */
static enum check check_silently(struct attempt *attempt)
{
    enum check check = redemption_refresh(attempt);

    /* A resource that only asks for a newer token needs no person (Entra,
     * claims challenges). */
    if (check == CHECK_CHALLENGED)
        check = redemption_refresh(attempt);
    return check == CHECK_CHALLENGED ? CHECK_PERSON : check;
}

static bool can_be_shown(struct attempt *attempt)
{
    bool can = attempt_can_show(attempt);

    if (!can && attempt->login.can_show)
        attempt_end(attempt, OUTCOME_NOT_SHOWN, "no_terminal");
    return can;
}

/* Let the person sign in, or end because there is no way to. */
static bool ask_person(struct attempt *attempt, bool silent)
{
    if (!silent) {
        attempt->facts.failure = (struct failure){.requests = 0};
        attempt->facts.detail[0] = '\0';
        attempt_end(attempt, OUTCOME_NOT_SHOWN, "no_first_factor");
        attempt_need(attempt, "no_first_factor");
    }
    if ((!silent || attempt->settings.mode != MODE_REPORT) &&
        can_be_shown(attempt))
        return sign_in(attempt, !silent);
    /* An answer that cannot be trusted is more than a sign-in's matter. */
    if (attempt->outcome != OUTCOME_UNTRUSTED)
        attempt->outcome = OUTCOME_NOT_SHOWN;
    return false;
}

/*
 * Silently where that may count, else with the person.  A resource is asked
 * in any case: only it knows what the sign-in has to meet.
 */
static bool check_account(struct attempt *attempt, bool silent)
{
    enum check check = CHECK_PERSON;

    if (!prepare(attempt))
        return false;
    if (silent || attempt->settings.resource_url[0] != '\0')
        check = check_silently(attempt);
    if (check == CHECK_REFUSED || (check == CHECK_MET && silent))
        return check == CHECK_MET;
    return ask_person(attempt, silent) && !attempt_has_left(attempt);
}

/* What is known without the provider comes first. */
static void check_login(struct attempt *attempt, bool silent)
{
    const struct settings *settings = &attempt->settings;
    const struct login *login = &attempt->login;
    struct account_name *user = &attempt->user;

    if (passes_account(attempt) && !was_skipped(attempt))
        attempt_grant(attempt, "account_pass");
    else if (!identity_find_user(login, settings->subject, user))
        attempt_end(attempt, OUTCOME_UNSUITABLE, "unknown_user");
    else if (first_factor_exempts(settings, login, user->name))
        attempt_grant(attempt, "exempt");
    else if (was_skipped(attempt))
        attempt_end(attempt, OUTCOME_CONFIGURATION, "auth_line_skipped");
    else if (!identity_is_suitable(settings, user))
        attempt_end(attempt, OUTCOME_UNSUITABLE, "reserved_user");
    else if (check_account(attempt, silent) && !attempt_is_late(attempt))
        attempt_grant(attempt, attempt->shown ? "sign_in" : "silent");
}

/* Report mode admits whom a first factor has let through so far. */
static void overrule(struct attempt *attempt, bool silent)
{
    struct facts *facts = &attempt->facts;
    bool sign_in_needed = attempt->outcome == OUTCOME_NOT_SHOWN;

    if (attempt->settings.mode != MODE_REPORT)
        return;
    if (!silent) {
        attempt_note(attempt, "report_enforces",
                     "mode = report enforces where no first factor was seen");
    } else if (attempt->outcome != OUTCOME_GRANTED) {
        text_copy(facts->would, WORD_SIZE,
                  sign_in_needed ? "sign_in" : outcome_word(attempt->outcome));
        attempt->outcome = OUTCOME_GRANTED;
    }
}

static void decide_login(struct attempt *attempt)
{
    const char *flaw;
    bool silent;

    if (!load_settings(attempt))
        return;
    if (first_factor_failed(&attempt->settings, &attempt->login)) {
        attempt_end(attempt, OUTCOME_NOT_SHOWN, "wrong_password");
        return;
    }
    dialogue_prepare(attempt);
    silent = first_factor_allows_silence(&attempt->settings, &attempt->login);
    flaw = first_factor_flaw(&attempt->settings, &attempt->login);
    if (flaw[0] != '\0')
        attempt_note(attempt, "first_factor", flaw);
    check_login(attempt, silent);
    overrule(attempt, silent);
}

void decide(struct attempt *attempt, struct verdict *ret_verdict)
{
    attempt->dialogue.screen.translate = language_translate;
    attempt->terminal = hangup_watch(&attempt->login);
    decide_login(attempt);
    if (attempt->terminal >= 0)
        close(attempt->terminal);
    attempt_stop(attempt, &attempt->client);
    token_store_close(&attempt->store);
    *ret_verdict = (struct verdict){.outcome = (int) attempt->outcome};
    /* An exempt user is let in by nothing but a first factor. */
    ret_verdict->loud =
        attempt->loud || strcmp(attempt->facts.reason, "exempt") == 0;
    /* A wrong password is for the host to tell. */
    if (attempt->outcome != OUTCOME_GRANTED &&
        strcmp(attempt->facts.reason, "wrong_password") != 0)
        dialogue_refuse(attempt, ret_verdict->text);
    ret_verdict->facts = attempt->facts;
    ret_verdict->facts.complete = true;
    /* What a challenge demands is for the agents alone. */
    ret_verdict->facts.failure.demand = (struct demand){.max_age = -1};
}
