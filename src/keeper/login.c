/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/login.h"
#include "keeper/admission.h"
#include "keeper/agents.h"
#include "keeper/dialogue.h"
#include "keeper/hangup.h"
#include "keeper/language.h"
#include "keeper/metadata.h"
#include "keeper/proof.h"
#include "keeper/redemption.h"
#include "keeper/sign_in.h"
#include "keeper/success.h"
#include "shared/text.h"

#include <string.h>
#include <unistd.h>

static login_step report;

/* What is remembered of the way through the table. */
struct trail {
    unsigned int shown;  /* enum evidence */
    struct ending cause; /* why the person was asked, if that was so */
};

#define PASSED [CAME_PASSED]
#define EXCUSED [CAME_EXCUSED]
#define SHARED [CAME_SHARED]
#define CHALLENGED [CAME_CHALLENGED]
#define PERSON [CAME_PERSON]
#define ENDED [CAME_ENDED]

/* clang-format off */
const struct row login_table[STATE_COUNT] = {
/* What is known without the provider. */
[STATE_CONFIGURE] = {
    .learn = admission_configure,
    .on = {PASSED = STATE_FIRST_FACTOR, ENDED = STATE_END}},
[STATE_FIRST_FACTOR] = {
    .step = admission_first_factor,
    .on = {PASSED = STATE_ACCOUNT, ENDED = STATE_END}},
[STATE_ACCOUNT] = {
    .step = admission_account, .excuses = SHOWN_ACCOUNT_RULE,
    .on = {PASSED = STATE_FIND_USER, EXCUSED = STATE_GRANT_ACCOUNT}},
[STATE_FIND_USER] = {
    .learn = admission_find_user,
    .on = {PASSED = STATE_EXEMPT}},
[STATE_EXEMPT] = {
    .step = admission_exempt, .excuses = SHOWN_EXEMPTION,
    .on = {PASSED = STATE_NOT_SKIPPED, EXCUSED = STATE_GRANT_EXEMPT}},
[STATE_NOT_SKIPPED] = {
    .step = admission_not_skipped,
    .on = {PASSED = STATE_SUITABLE}},
[STATE_SUITABLE] = {
    .step = admission_suitable,
    .on = {PASSED = STATE_OPEN_STORE}},
[STATE_OPEN_STORE] = {
    .step = admission_open_store,
    .on = {PASSED = STATE_METADATA}},
[STATE_METADATA] = {
    .step = metadata_load,
    .on = {PASSED = STATE_OF_USE}},

/* The silent check; what the resource asks for may cost no more than a second
 * redemption (Entra, claims challenges). */
[STATE_OF_USE] = {
    .step = redemption_is_of_use,
    .on = {PASSED = STATE_REDEEM, PERSON = STATE_ASK}},
[STATE_REDEEM] = {
    .step = redemption_run, .renews = true,
    .on = {PASSED = STATE_IDENTITY, SHARED = STATE_COUNTS,
           PERSON = STATE_ASK}},
[STATE_IDENTITY] = {
    .step = proof_of_refreshed_identity, .shows = SHOWN_IDENTITY,
    .on = {PASSED = STATE_POLICY, PERSON = STATE_ASK}},
[STATE_POLICY] = {
    .step = proof_of_policy, .shows = SHOWN_POLICY,
    .on = {PASSED = STATE_RESOURCE, PERSON = STATE_ASK}},
[STATE_RESOURCE] = {
    .step = proof_to_resource, .shows = SHOWN_RESOURCE,
    .on = {PASSED = STATE_NOTE_SUCCESS, CHALLENGED = STATE_REDEEM_AGAIN}},
[STATE_REDEEM_AGAIN] = {
    .step = redemption_run, .renews = true,
    .on = {PASSED = STATE_IDENTITY_AGAIN, SHARED = STATE_COUNTS,
           PERSON = STATE_ASK}},
[STATE_IDENTITY_AGAIN] = {
    .step = proof_of_refreshed_identity, .shows = SHOWN_IDENTITY,
    .on = {PASSED = STATE_POLICY_AGAIN, PERSON = STATE_ASK}},
[STATE_POLICY_AGAIN] = {
    .step = proof_of_policy, .shows = SHOWN_POLICY,
    .on = {PASSED = STATE_RESOURCE_AGAIN, PERSON = STATE_ASK}},
[STATE_RESOURCE_AGAIN] = {
    .step = proof_to_resource, .shows = SHOWN_RESOURCE,
    .on = {PASSED = STATE_NOTE_SUCCESS, CHALLENGED = STATE_ASK}},
[STATE_NOTE_SUCCESS] = {
    .step = success_note,
    .on = {PASSED = STATE_COUNTS}},
[STATE_COUNTS] = {
    .step = proof_of_first_factor, .shows = SHOWN_FIRST_FACTOR,
    .on = {PASSED = STATE_IN_TIME, PERSON = STATE_ASK}},
[STATE_IN_TIME] = {
    .step = proof_of_time, .shows = SHOWN_TIME,
    .on = {PASSED = STATE_GRANT_SILENT}},

/* The sign-in: one round, and what is still asked for then is not met. */
[STATE_ASK] = {
    .step = sign_in_is_possible, .asks = true,
    .on = {PASSED = STATE_SIGN_IN}},
[STATE_SIGN_IN] = {
    .step = sign_in_run, .shows = SHOWN_PERSON, .renews = true,
    .on = {PASSED = STATE_REREAD}},
[STATE_REREAD] = {
    .step = sign_in_reread,
    .on = {PASSED = STATE_SIGNED_IN_IDENTITY}},
[STATE_SIGNED_IN_IDENTITY] = {
    .step = proof_of_signed_in_identity, .shows = SHOWN_IDENTITY,
    .on = {PASSED = STATE_KEEP}},
[STATE_KEEP] = {
    .step = sign_in_keep,
    .on = {PASSED = STATE_SIGNED_IN_POLICY}},
[STATE_SIGNED_IN_POLICY] = {
    .step = proof_of_policy, .shows = SHOWN_POLICY,
    .on = {PASSED = STATE_SIGNED_IN_RESOURCE, PERSON = STATE_NOT_MET}},
[STATE_SIGNED_IN_RESOURCE] = {
    .step = proof_to_resource, .shows = SHOWN_RESOURCE,
    .on = {PASSED = STATE_STILL_HERE, CHALLENGED = STATE_CAN_REFRESH}},

/* A resource's challenge that the sign-in could not know of may still be met
 * by a refresh. */
[STATE_CAN_REFRESH] = {
    .step = sign_in_can_refresh,
    .on = {PASSED = STATE_REDEEM_AFTER, PERSON = STATE_NOT_MET}},
[STATE_REDEEM_AFTER] = {
    .step = redemption_run, .renews = true,
    .on = {PASSED = STATE_IDENTITY_AFTER, PERSON = STATE_NOT_MET}},
[STATE_IDENTITY_AFTER] = {
    .step = proof_of_refreshed_identity, .shows = SHOWN_IDENTITY,
    .on = {PASSED = STATE_POLICY_AFTER, PERSON = STATE_NOT_MET}},
[STATE_POLICY_AFTER] = {
    .step = proof_of_policy, .shows = SHOWN_POLICY,
    .on = {PASSED = STATE_RESOURCE_AFTER, PERSON = STATE_NOT_MET}},
[STATE_RESOURCE_AFTER] = {
    .step = proof_to_resource, .shows = SHOWN_RESOURCE,
    .on = {PASSED = STATE_STILL_HERE, CHALLENGED = STATE_NOT_MET}},
[STATE_NOT_MET] = {.step = sign_in_not_met},
[STATE_STILL_HERE] = {
    .step = proof_of_presence, .shows = SHOWN_PRESENCE,
    .on = {PASSED = STATE_SIGNED_IN_TIME}},
[STATE_SIGNED_IN_TIME] = {
    .step = proof_of_time, .shows = SHOWN_TIME,
    .on = {PASSED = STATE_GRANT_SIGN_IN}},

/* Every way in. */
[STATE_GRANT_ACCOUNT] = {
    .grants = true, .reason = "account_pass", .needs = SHOWN_ACCOUNT_RULE},
[STATE_GRANT_EXEMPT] = {
    .grants = true, .reason = "exempt", .needs = SHOWN_EXEMPTION},
[STATE_GRANT_SILENT] = {
    .grants = true, .reason = "silent",
    .needs = SHOWN_BY_TOKENS | SHOWN_FIRST_FACTOR | SHOWN_TIME},
[STATE_GRANT_SIGN_IN] = {
    .grants = true, .reason = "sign_in",
    .needs = SHOWN_BY_TOKENS | SHOWN_PERSON | SHOWN_PRESENCE | SHOWN_TIME},
[STATE_GRANT_REPORT] = {
    .grants = true, .needs = SHOWN_FIRST_FACTOR},

/* Every other ending. */
[STATE_REPORT] = {
    .step = report, .excuses = SHOWN_FIRST_FACTOR,
    .on = {EXCUSED = STATE_GRANT_REPORT, ENDED = STATE_END}},
};
/* clang-format on */

/* Where nothing vouches for a first factor, report mode lets nobody in. */
static void note_mode(const struct context *context, struct remarks *remarks)
{
    if (context->settings.mode == MODE_REPORT && !context->silent)
        remarks_note(remarks, "report_enforces",
                     "mode = report enforces where no first factor was seen");
}

/* Report mode admits whom a first factor has let through so far. */
static struct result report(const struct context *context, struct ports *ports,
                            struct progress *progress)
{
    struct result result = {.came = CAME_ENDED, .ending = progress->before};

    note_mode(context, &ports->remarks);
    if (context->settings.mode == MODE_REPORT && context->silent)
        result.came = CAME_EXCUSED;
    return result;
}

unsigned int login_shown(const struct row *row, enum came came,
                         unsigned int shown)
{
    if (row->renews)
        shown &= ~(unsigned int) SHOWN_BY_TOKENS;
    switch (came) {
    case CAME_PASSED:
        return shown | row->shows;
    case CAME_EXCUSED:
        return shown | row->excuses;
    case CAME_SHARED:
        return shown | SHOWN_BY_TOKENS;
    default:
        return shown;
    }
}

enum state login_next(const struct row *row, enum came came)
{
    if (came != CAME_ENDED && row->on[came] == STATE_REPORT)
        return STATE_END;
    return row->on[came];
}

static struct result take_step(const struct row *row, struct context *context,
                               struct ports *ports, struct progress *progress)
{
    if (row->learn != NULL)
        return row->learn(context, ports);
    return row->step(context, ports, progress);
}

/* A sign-in has one reason, the last before it was shown. */
static void note_because(const struct ending *ending,
                         const struct person *person,
                         struct progress *progress)
{
    if (ending->because[0] != '\0' && !person->shown)
        text_copy(progress->because, WORD_SIZE, ending->because);
}

/* Go from row to row.  Returns the one that ends the login, whose ending is
 * progress->before if nothing is granted there. */
static const struct row *walk(const struct row *table, struct context *context,
                              struct ports *ports, struct progress *progress,
                              struct trail *ret_trail)
{
    const struct row *row = &table[STATE_CONFIGURE];

    while (row->learn != NULL || row->step != NULL) {
        struct result result = take_step(row, context, ports, progress);
        enum state next = login_next(row, result.came);

        /* Counted here and not by the steps: no step can claim what is not its
         * own. */
        ret_trail->shown = login_shown(row, result.came, ret_trail->shown);
        if (row->asks)
            ret_trail->cause = result.ending;
        /* What the table has no row for lets nobody in. */
        if (result.came != CAME_ENDED && next == STATE_END)
            ending_set(&result.ending, OUTCOME_ERROR, "no_such_row");
        note_because(&result.ending, &ports->person, progress);
        progress->before = result.ending;
        row = &table[next];
    }
    return row;
}

/* Of what failed, a login that is granted tells only why the person had to
 * sign in, in the provider's codes. */
static struct ending granted(const struct row *row, const struct trail *trail,
                             const struct person *person,
                             const struct progress *progress)
{
    struct ending ending = {.outcome = OUTCOME_GRANTED};

    ending_set(&ending, OUTCOME_GRANTED, row->reason);
    /* Silently nothing has failed in the end, and the log of a good login
     * leads nobody astray. */
    if (!person->shown)
        return ending;
    text_copy(ending.because, WORD_SIZE, progress->because);
    ending.failure = trail->cause.failure;
    ending.failure.detail[0] = '\0';
    ending.failure.description[0] = '\0';
    return ending;
}

/* A refusal tells, besides its own reason, why the person had to sign in. */
static struct ending refused(const struct trail *trail,
                             const struct progress *progress)
{
    struct ending ending = progress->before;

    text_copy(ending.because, WORD_SIZE, progress->because);
    if (!ending.failed)
        ending.failure = trail->cause.failure;
    return ending;
}

/*
 * How the login ends in this row.  This is the one place that grants, and it
 * does so only where all was shown that the row needs, whatever the way there
 * was.
 */
static struct ending adopt(const struct row *row, const struct trail *trail,
                           const struct person *person,
                           const struct progress *progress)
{
    struct ending ending = refused(trail, progress);

    if (!row->grants)
        return ending;
    /* The table is proven by a test; this holds even where it was changed and
     * the test was not run. */
    if ((trail->shown & row->needs) != row->needs || row->needs == 0) {
        ending_set(&ending, OUTCOME_ERROR, "unproven");
        return ending;
    }
    if (row->reason != NULL)
        return granted(row, trail, person, progress);
    ending.outcome = OUTCOME_GRANTED;
    return ending;
}

/* What the log gets to know. */
static struct facts describe(const struct ending *ending,
                             const struct ports *ports)
{
    const struct remarks *remarks = &ports->remarks;
    struct facts facts = {.complete = true,
                          .failure = ending->failure,
                          .requests = ports->agents.requests};

    /* What a challenge demands is for the agents alone. */
    facts.failure.demand = (struct demand){.max_age = -1};
    text_copy(facts.reason, WORD_SIZE, ending->reason);
    text_copy(facts.because, WORD_SIZE, ending->because);
    text_copy(facts.detail, LINE_SIZE, ending->detail);
    text_copy(facts.note, LINE_SIZE, remarks->note);
    text_copy(facts.identity, NAME_SIZE, remarks->identity);
    text_copy(facts.subject, NAME_SIZE, remarks->subject);
    return facts;
}

/* The outcome that report mode overrules: mostly, that somebody would have
 * been asked. */
static const char *would_be(enum outcome outcome)
{
    if (outcome == OUTCOME_NOT_SHOWN)
        return "sign_in";
    return outcome_word(outcome);
}

void login_decide(const struct row table[STATE_COUNT], struct context *context,
                  struct ports *ports, struct verdict *ret_verdict)
{
    static struct progress progress;
    struct trail trail = {.shown = 0};
    const struct row *last;
    struct ending ending;

    progress = (struct progress){.demand.max_age = -1};
    ports->person.screen.translate = language_translate;
    /* From the start: sudo's terminal may go away at any time. */
    ports->person.terminal = hangup_watch(&context->login);
    last = walk(table, context, ports, &progress, &trail);
    if (last->grants)
        note_mode(context, &ports->remarks);
    if (ports->person.terminal >= 0)
        close(ports->person.terminal);
    token_store_close(&ports->store);
    /* Before the person reads anything: an agent that was taken over has no
     * time left.  One that is to tell a relay has it while he reads. */
    agents_dismiss(&ports->agents);
    ending = adopt(last, &trail, &ports->person, &progress);
    *ret_verdict = (struct verdict){.outcome = (int) ending.outcome,
                                    .loud = ports->remarks.loud,
                                    .facts = describe(&ending, ports)};
    if (ending.outcome == OUTCOME_GRANTED && last->reason == NULL)
        text_copy(ret_verdict->facts.would, WORD_SIZE,
                  would_be(progress.before.outcome));
    /* A wrong password is for the host to tell, whatever word an agent has for
     * a failure. */
    if (ending.outcome != OUTCOME_GRANTED &&
        (ending.failed || strcmp(ending.reason, "wrong_password") != 0))
        dialogue_refuse(&ports->person, ending.outcome, &ending.failure,
                        ret_verdict->text);
    explicit_bzero(&progress, sizeof(progress));
}
