/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/decide.h"
#include "keeper/deadline.h"
#include "keeper/discovery.h"
#include "keeper/first_factor.h"
#include "keeper/screen.h"
#include "keeper/sign_in.h"
#include "keeper/silent_check.h"
#include "shared/host.h"
#include "shared/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static bool
load_settings(struct attempt *attempt)
{
    const struct login *login = &attempt->login;
    const struct settings_source source = {
        .file = login->conf[0] != '\0' ? login->conf : CONF_PATH,
        .drop_ins = login->conf[0] == '\0',
        .service = login->section,
        .owner = attempt->owner};

    if (settings_load(&source, &attempt->settings, attempt->facts.detail))
        return true;
    attempt_refuse(attempt, OUTCOME_CONFIGURATION, "configuration");
    return false;
}

/* The account phase has nothing to check here. */
static bool
passes_account(const struct attempt *attempt)
{
    if (attempt->login.phase != PHASE_ACCOUNT)
        return false;
    switch (attempt->settings.account) {
    case ACCOUNT_PASS:
        return true;
    case ACCOUNT_AUTO:
        return host_of_service(attempt->login.service) != HOST_SSHD;
    default:
        return false;
    }
}

/* Everything that is needed to talk to the provider about this user. */
static bool
prepare(struct attempt *attempt)
{
    struct settings *settings = &attempt->settings;
    char *detail = attempt->facts.detail;

    attempt->patience.deadline =
        deadline_of(&attempt->login, settings->deadline);
    if (!agent_user_find(&attempt->agent_uid, &attempt->agent_gid, detail)) {
        attempt_refuse(attempt, OUTCOME_ERROR, "agent_user");
        return false;
    }
    if (!token_store_open(&attempt->store, settings, attempt->owner,
                          attempt->user.uid, detail)) {
        attempt_refuse(attempt, OUTCOME_ERROR, "token_store");
        return false;
    }
    token_store_read(&attempt->store, &attempt->record);
    identity_expected(settings, &attempt->user, &attempt->record,
                      attempt->expected);
    return discovery_load(attempt);
}

/* Silently where that may count, else with the person. */
static enum check
check_account(struct attempt *attempt, bool silent)
{
    struct demand demand = {.max_age = -1};
    enum check check = CHECK_PERSON;

    if (!prepare(attempt))
        return CHECK_REFUSED;
    if (silent)
        check = silent_check(attempt, &demand);
    if (check != CHECK_PERSON)
        return check;
    if (silent && (attempt->login.phase == PHASE_ACCOUNT ||
                   attempt->settings.mode == MODE_REPORT)) {
        attempt->outcome = OUTCOME_NOT_SHOWN;
        return CHECK_REFUSED;
    }
    return sign_in(attempt, &demand);
}

/* The reason for which a user that is in scope gets in, or NULL. */
static const char *
find_proof(struct attempt *attempt)
{
    bool silent =
        first_factor_allows_silence(&attempt->settings, &attempt->login);
    enum check check = check_account(attempt, silent);

    if (check == CHECK_MET)
        return attempt->shown ? "sign_in" : "silent";
    if (attempt->settings.mode != MODE_REPORT || !silent)
        return NULL;
    text_copy(attempt->facts.would, sizeof(attempt->facts.would),
              outcome_word(attempt->outcome));
    return "report";
}

/* The reason for which the attempt ends well, or NULL. */
static const char *
find_grant(struct attempt *attempt)
{
    const struct settings *settings = &attempt->settings;

    if (!load_settings(attempt))
        return NULL;
    if (passes_account(attempt))
        return "account_pass";
    if (!identity_find_user(&attempt->login, settings->subject,
                            &attempt->user)) {
        attempt_refuse(attempt, OUTCOME_UNSUITABLE, "unknown_user");
        return NULL;
    }
    if (first_factor_exempts(settings, &attempt->login, &attempt->user))
        return "exempt";
    if (!identity_is_suitable(settings, &attempt->user)) {
        attempt_refuse(attempt, OUTCOME_UNSUITABLE, "reserved_user");
        return NULL;
    }
    return find_proof(attempt);
}

static void
write_log(const struct facts *facts, char log[LINE_SIZE])
{
    char requests[WORD_SIZE];

    snprintf(requests, sizeof(requests), "%" PRId64, facts->requests);
    text_append_pair(log, LINE_SIZE, "reason", facts->reason);
    if (facts->would[0] != '\0')
        text_append_pair(log, LINE_SIZE, "would", facts->would);
    text_append_pair(log, LINE_SIZE, "identity", facts->identity);
    text_append_pair(log, LINE_SIZE, "subject", facts->subject);
    text_append_pair(log, LINE_SIZE, "error", facts->failure.error);
    text_append_pair(log, LINE_SIZE, "codes", facts->failure.codes);
    text_append_pair(log, LINE_SIZE, "trace", facts->failure.trace);
    text_append_pair(log, LINE_SIZE, "correlation",
                     facts->failure.correlation);
    text_append_pair(log, LINE_SIZE, "requests", requests);
    if (facts->detail[0] != '\0')
        text_append_pair(log, LINE_SIZE, "detail", facts->detail);
}

void
decide(struct attempt *attempt, struct verdict *ret_verdict)
{
    struct facts *facts = &attempt->facts;
    const char *grant;

    attempt->store.folder = -1;
    attempt->store.lock = -1;
    grant = find_grant(attempt);
    attempt_stop(attempt, &attempt->client);
    token_store_close(&attempt->store);
    *ret_verdict = (struct verdict){0};
    if (grant != NULL) {
        text_copy(facts->reason, sizeof(facts->reason), grant);
        ret_verdict->outcome = OUTCOME_GRANTED;
    } else {
        ret_verdict->outcome = (int) attempt->outcome;
        screen_refusal(attempt->outcome, facts->failure.codes,
                       facts->failure.trace, attempt->expected,
                       ret_verdict->text);
    }
    write_log(facts, ret_verdict->log);
}
