/* SPDX-License-Identifier: BSD-2-Clause */

#include "module/attempt.h"
#include "process/clock.h"

#include "module/arguments.h"
#include "module/audit.h"
#include "module/conversation.h"
#include "module/keeper_process.h"
#include "module/mark.h"
#include "module/pam_status.h"
#include "module/subject.h"
#include "module/timing.h"
#include "module/watch.h"
#include "shared/text.h"

#include <string.h>
#include <unistd.h>

/* One call of an entry point.  Nothing of it outlives the call but the mark
 * that is left in the handle: a host may ask again, in another process. */
struct attempt {
    struct pam_handle *pamh;
    bool debug;
    struct login login;
    struct keeper keeper;
    struct watch watch;
    bool shown;
    bool prompted;
    bool cancelled;
    enum cancel_reason reason; /* of that */
    int64_t deadline;
    bool decided;
    struct verdict verdict;
};

/* Decide without the keeper; its own verdict, if any, is replaced.  What it
 * would know of the login is not known then, and not told. */
static void settle(struct attempt *attempt, enum outcome outcome,
                   const char *reason)
{
    struct verdict *verdict = &attempt->verdict;

    *verdict = (struct verdict){.outcome = (int) outcome};
    text_append(verdict->text, sizeof(verdict->text), "%s",
                outcome_text(outcome));
    text_format(verdict->facts.reason, sizeof(verdict->facts.reason), "%s",
                reason);
    attempt->decided = true;
}

/* Nothing more is to be heard of the keeper. */
static void give_up(struct attempt *attempt, const char *reason)
{
    if (attempt->cancelled) {
        settle(attempt, cancel_outcome(attempt->reason),
               cancel_word(attempt->reason));
    } else {
        settle(attempt, OUTCOME_ERROR, reason);
        keeper_last_words(&attempt->keeper, attempt->verdict.facts.detail);
    }
}

/* The keeper is told, and its verdict waited for: it says more of the login
 * than we know.  One that grants lets nobody in any more. */
static void cancel(struct attempt *attempt, enum cancel_reason reason)
{
    struct cancel message = {.reason = (int) reason};

    audit_trace(attempt->pamh, attempt->debug, cancel_word(reason));
    attempt->cancelled = true;
    attempt->reason = reason;
    attempt->deadline = clock_monotonic() + timing.cancelled;
    watch_end(&attempt->watch);
    keeper_send(&attempt->keeper, MESSAGE_CANCEL, &message);
}

/* The first prompt is special: what was typed ahead answers it.  A host that
 * does not take a text will not take the next one, so that the sign-in ends
 * at once instead of running out of time. */
static void show(struct attempt *attempt)
{
    const struct show *words = &attempt->keeper.inbox->message.show;
    bool prompt = words->display == DISPLAY_PROMPT;
    struct reply reply = {""};

    audit_trace(attempt->pamh, attempt->debug, "speaking to the person");
    if (conversation_show(attempt->pamh, words, !attempt->prompted, &reply))
        keeper_send(&attempt->keeper, MESSAGE_REPLY, &reply);
    else
        cancel(attempt, CANCEL_NOT_SHOWN);
    attempt->shown = true;
    attempt->prompted = attempt->prompted || prompt;
    explicit_bzero(&reply, sizeof(reply));
}

/* One message of the keeper.  Whatever it may not say at this point is as if
 * it had gone: half of a conversation is no ground to let anybody in. */
static void hear_keeper(struct attempt *attempt)
{
    enum reading reading = READING_VERDICT;
    bool taken;

    if (attempt->login.can_show)
        reading = READING_SHOW;
    switch (keeper_receive(&attempt->keeper, reading)) {
    case MESSAGE_SHOW:
        /* It may have been under way when the attempt was cancelled. */
        if (!attempt->cancelled)
            show(attempt);
        break;
    case MESSAGE_VERDICT:
        attempt->verdict = attempt->keeper.inbox->message.verdict;
        attempt->decided = true;
        taken =
            keeper_send(&attempt->keeper, MESSAGE_REPLY, &(struct reply){""});
        /* A sign-in that ended while nobody was there lets nobody in, and
         * neither does a prompt that was left alone, nor a verdict that the
         * keeper has taken back: it waits for the reply only so long. */
        if (attempt->verdict.outcome == OUTCOME_GRANTED &&
            (attempt->cancelled || !taken ||
             clock_monotonic() >= attempt->deadline))
            give_up(attempt, "too_late");
        break;
    case MESSAGE_NONE:
        give_up(attempt, "keeper_gone");
        break;
    default:
        give_up(attempt, "keeper_malformed");
        break;
    }
}

/* Until something is to be done about this attempt.  Time that is over means
 * that the keeper did not keep its own deadline, which is earlier. */
static void wait_on(struct attempt *attempt)
{
    switch (watch_wait(&attempt->watch, attempt->keeper.socket,
                       attempt->keeper.process, attempt->deadline)) {
    case WATCHED_KEEPER:
        hear_keeper(attempt);
        break;
    case WATCHED_INTERRUPTED:
        cancel(attempt, CANCEL_INTERRUPTED);
        break;
    case WATCHED_DISCONNECTED:
        cancel(attempt, CANCEL_DISCONNECTED);
        break;
    case WATCHED_NONE:
        give_up(attempt, "keeper_silent");
        break;
    }
}

/* All that needs the keeper.  What keeper_send() says is not needed: where it
 * fails the keeper reads the end of the socket, ends, and is heard to. */
static void ask_keeper(struct attempt *attempt)
{
    if (!keeper_start(&attempt->keeper)) {
        settle(attempt, OUTCOME_ERROR, "keeper_not_started");
    } else {
        audit_trace(attempt->pamh, attempt->debug, "asking the keeper");
        keeper_send(&attempt->keeper, MESSAGE_LOGIN, &attempt->login);
        watch_start(&attempt->watch, &attempt->login);
        while (!attempt->decided)
            wait_on(attempt);
        watch_end(&attempt->watch);
    }
    keeper_end(&attempt->keeper);
}

/* Whether the keeper is to be asked; otherwise the attempt is decided. */
static bool is_askable(struct attempt *attempt, bool fits, const char *refused)
{
    struct login *login = &attempt->login;

    if (refused != NULL) {
        settle(attempt, OUTCOME_CONFIGURATION, "argument");
        text_format(attempt->verdict.facts.argument, LINE_SIZE, "%s", refused);
    } else if (geteuid() != 0) {
        settle(attempt, OUTCOME_ERROR, "host_not_root");
    } else if (!fits) {
        settle(attempt, OUTCOME_UNSUITABLE, "item_too_long");
    } else if (!subject_name(attempt->pamh, login)) {
        settle(attempt, OUTCOME_UNSUITABLE, "no_user_name");
    }
    return !attempt->decided;
}

/*
 * Find out what the login is.  Returns why its account phase succeeds without
 * a decision of its own, or NULL.  What our auth phase refused stays refused;
 * root's own sudo and su work on the day on which nothing of ours does.
 */
static const char *begin(struct attempt *attempt, int argc, const char **argv)
{
    struct login *login = &attempt->login;
    bool account = login->phase == PHASE_ACCOUNT;
    bool fits = subject_describe(attempt->pamh, login);
    const char *refused = arguments_parse(argc, argv, login, &attempt->debug);
    enum outcome outcome;

    subject_observe(attempt->pamh, login);
    if (account && mark_is_refused(attempt->pamh, login, &outcome)) {
        settle(attempt, outcome, "auth_refused");
        return NULL;
    }
    if (account && subject_is_root(login))
        return "root's own sudo and su are always let in";
    if (is_askable(attempt, fits, refused) && account &&
        mark_is_granted(attempt->pamh, login))
        return "the auth phase of this login was granted";
    return NULL;
}

/* How long it took tells nobody who is known here; a sign-in does anyhow. */
static void level(const struct attempt *attempt, int64_t started)
{
    bool held = attempt->verdict.outcome != OUTCOME_GRANTED &&
                !attempt->shown && !attempt->cancelled &&
                attempt->login.phase == PHASE_AUTH;

    if (held)
        clock_wait(started + timing.refusal);
}

/* Tell the log first: sshd may end this process when it speaks to a client
 * that left. */
static int conclude(struct attempt *attempt, int flags, int64_t started)
{
    struct verdict *verdict = &attempt->verdict;
    struct login *login = &attempt->login;

    if (verdict->outcome == OUTCOME_GRANTED &&
        !subject_is_still(attempt->pamh, login->user))
        settle(attempt, OUTCOME_ERROR, "user_changed");
    if (login->phase == PHASE_AUTH)
        mark_set(attempt->pamh, login, (enum outcome) verdict->outcome);
    audit_decision(attempt->pamh, login, verdict, clock_monotonic() - started);
    level(attempt, started);
    conversation_tell(attempt->pamh, flags, verdict);
    return pam_status((enum outcome) verdict->outcome,
                      (enum phase) login->phase, (enum host) login->host);
}

int attempt_run(struct pam_handle *pamh, enum phase phase, int flags, int argc,
                const char **argv)
{
    int64_t started = clock_monotonic();
    struct attempt attempt = {
        .pamh = pamh,
        .login = {.phase = (int) phase},
        .deadline = started + timing.attempt,
    };
    const char *passed = begin(&attempt, argc, argv);

    if (passed != NULL) {
        audit_trace(pamh, attempt.debug, passed);
        return pam_status(OUTCOME_GRANTED, phase, HOST_OTHER);
    }
    if (!attempt.decided)
        ask_keeper(&attempt);
    return conclude(&attempt, flags, started);
}
