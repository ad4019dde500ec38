/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/admission.h"
#include "keeper/binding.h"
#include "keeper/deadline.h"
#include "keeper/dialogue.h"
#include "keeper/first_factor.h"
#include "keeper/layers.h"
#include "keeper/pam_files.h"
#include "process/clock.h"

struct result admission_configure(struct context *context, struct ports *ports)
{
    const struct login *login = &context->login;
    struct settings *settings = &context->settings;
    /* A file that the PAM line names is read alone: drop-ins beside the usual
     * one were not written for it. */
    bool standard = login->conf[0] == '\0';
    const struct settings_source source = {
        .file = standard ? CONF_PATH : login->conf,
        .drop_ins = standard,
        .service = login->service,
        .section = login->section,
        .pam_directories = pam_files_directories,
    };
    struct result result = {.came = CAME_PASSED};
    /* No login goes on by half a configuration: what the administrator wrote
     * and we did not understand may have been what should keep somebody out.
     */
    const char *flaw = "configuration";

    (void) ports;
    if (settings_load(&source, settings, result.ending.detail))
        flaw = settings_check_files(settings, result.ending.detail);
    if (flaw != NULL) {
        result.came = CAME_ENDED;
        ending_set(&result.ending, OUTCOME_CONFIGURATION, flaw);
    }
    /* Once, so that each later step asks the same thing. */
    context->silent =
        flaw == NULL && first_factor_allows_silence(settings, login);
    return result;
}

struct result admission_first_factor(const struct context *context,
                                     struct ports *ports,
                                     struct progress *progress)
{
    const struct settings *settings = &context->settings;
    const struct login *login = &context->login;
    const char *flaw;

    (void) progress;
    /* Before anything is sent: a provider that is asked behind a wrong
     * password tells whoever guesses whether the account is there, and a
     * sign-in would be a request that its owner did not make. */
    if (first_factor_failed(settings, login))
        return result_end(OUTCOME_NOT_SHOWN, "wrong_password");
    dialogue_prepare(context, &ports->person);
    /* A login that asks for a sign-in although a password was typed looks like
     * a fault: the log says why that password does not count. */
    flaw = first_factor_flaw(settings, login);
    if (flaw[0] != '\0')
        remarks_note(&ports->remarks, "first_factor", flaw);
    return result_of(CAME_PASSED);
}

/* A line in front ended the auth phase with success, so that ours was never
 * reached.  Where there is none at times, as for a key in sshd, the account
 * phase checks silently instead. */
static bool was_skipped(const struct context *context)
{
    const struct login *login = &context->login;

    return login->phase == PHASE_ACCOUNT && login->skipped &&
           !host_row(login->host)->skips_auth &&
           context->settings.account != ACCOUNT_PASS;
}

struct result admission_account(const struct context *context,
                                struct ports *ports, struct progress *progress)
{
    const struct login *login = &context->login;
    const struct host_row *host = host_row(login->host);
    int account = context->settings.account;
    bool passes = account == ACCOUNT_PASS ||
                  (account == ACCOUNT_AUTO && !host->skips_auth);

    (void) ports;
    (void) progress;
    /* What came past our auth line is checked whatever the rule says: it is
     * how a stack that is put together wrongly shows. */
    if (login->phase == PHASE_ACCOUNT && passes && !was_skipped(context))
        return result_of(CAME_EXCUSED);
    return result_of(CAME_PASSED);
}

struct result admission_find_user(struct context *context, struct ports *ports)
{
    (void) ports;
    /* The name that the host has may be anything that somebody typed; from
     * here on only the system's spelling of it counts. */
    if (!identity_find_user(&context->login, context->settings.subject,
                            &context->user))
        return result_end(OUTCOME_UNSUITABLE, "unknown_user");
    return result_of(CAME_PASSED);
}

struct result admission_exempt(const struct context *context,
                               struct ports *ports, struct progress *progress)
{
    (void) progress;
    if (!first_factor_exempts(&context->settings, &context->login,
                              context->user.name))
        return result_of(CAME_PASSED);
    /* An exempt user is let in by nothing but a first factor. */
    ports->remarks.loud = true;
    return result_of(CAME_EXCUSED);
}

struct result admission_not_skipped(const struct context *context,
                                    struct ports *ports,
                                    struct progress *progress)
{
    (void) ports;
    (void) progress;
    /* Behind the exemption, which needs no auth line of ours. */
    if (was_skipped(context))
        return result_end(OUTCOME_CONFIGURATION, "auth_line_skipped");
    return result_of(CAME_PASSED);
}

struct result admission_suitable(const struct context *context,
                                 struct ports *ports,
                                 struct progress *progress)
{
    (void) ports;
    (void) progress;
    /* root and system users have no account at the provider; whoever signed in
     * for one of them would own the machine. */
    if (!identity_is_suitable(&context->settings, &context->user))
        return result_end(OUTCOME_UNSUITABLE, "reserved_user");
    return result_of(CAME_PASSED);
}

/* What an agent would lack on this kernel. */
static void note_layers(struct remarks *remarks)
{
    char missing[WORD_SIZE];

    layers_missing(missing);
    if (missing[0] != '\0')
        remarks_note(remarks, "confinement_lacks", missing);
}

struct result admission_open_store(const struct context *context,
                                   struct ports *ports,
                                   struct progress *progress)
{
    const struct settings *settings = &context->settings;
    const struct account_name *user = &context->user;
    struct record *record = &progress->record;
    struct result result = {.came = CAME_ENDED};
    struct ending *ending = &result.ending;

    /* The time counts from here: what came before has not waited for anybody.
     */
    ports->clock.started = clock_boottime();
    ports->clock.deadline = deadline_of(&context->login, settings->deadline);
    if (!token_store_open(&ports->store, settings, user->uid, user->name,
                          ending->detail)) {
        ending_set(ending, OUTCOME_ERROR, "token_store");
        return result;
    }
    /* Without the lock, to know whom to expect; it is read again where it
     * decides. */
    (void) token_store_read(&ports->store, record);
    remarks_name(&ports->remarks, &record->identity);
    /* A map that is broken would be noticed after the sign-in only, when it is
     * too late to say so. */
    if (!identity_expected(settings, user, record, ports->person.expected,
                           ending->detail)) {
        ending_set(ending, OUTCOME_CONFIGURATION, "user_map");
        return result;
    }
    note_layers(&ports->remarks);
    if (binding_judge(settings, record, &ports->remarks, ending))
        result.came = CAME_PASSED;
    return result;
}
