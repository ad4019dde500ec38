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
    bool standard = login->conf[0] == '\0';
    const struct settings_source source = {
        .file = standard ? CONF_PATH : login->conf,
        .drop_ins = standard,
        .service = login->service,
        .section = login->section,
        .pam_directories = pam_files_directories,
    };
    struct result result = {.came = CAME_PASSED};
    const char *flaw = "configuration";

    (void) ports;
    if (settings_load(&source, settings, result.ending.detail))
        flaw = settings_check_files(settings, result.ending.detail);
    if (flaw != NULL) {
        result.came = CAME_ENDED;
        ending_set(&result.ending, OUTCOME_CONFIGURATION, flaw);
    }
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
    if (first_factor_failed(settings, login))
        return result_end(OUTCOME_NOT_SHOWN, "wrong_password");
    dialogue_prepare(context, &ports->person);
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
    if (login->phase == PHASE_ACCOUNT && passes && !was_skipped(context))
        return result_of(CAME_EXCUSED);
    return result_of(CAME_PASSED);
}

struct result admission_find_user(struct context *context, struct ports *ports)
{
    (void) ports;
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

    ports->clock.started = clock_boottime();
    ports->clock.deadline = deadline_of(&context->login, settings->deadline);
    if (!token_store_open(&ports->store, settings, user->uid, user->name,
                          ending->detail)) {
        ending_set(ending, OUTCOME_ERROR, "token_store");
        return result;
    }
    (void) token_store_read(&ports->store, record);
    remarks_name(&ports->remarks, &record->identity);
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
