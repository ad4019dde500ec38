/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/session.h"
#include "keeper/deadline.h"
#include "keeper/decide.h"
#include "keeper/link.h"
#include "keeper/patience.h"
#include "wire/audit_line.h"

#include <string.h>
#include <sys/socket.h>
#include <syslog.h>

/* One reply, or false.  After the time is over the module cannot send it any
 * more, and lets nobody in; one that was quicker still counts. */
static bool hear_reply(struct attempt *attempt, int64_t end)
{
    if (!link_wait(attempt->module, end))
        (void) shutdown(attempt->module, SHUT_RD);
    return link_receive(attempt->module, READING_REPLY, &attempt->type,
                        &attempt->message);
}

/* False if the module is gone or stopped, without its line in the log: it
 * confirms what it got, be it only when a prompt is answered, or it has given
 * up. */
static bool deliver(struct attempt *attempt, const struct verdict *verdict)
{
    int64_t end = deadline_now();
    /* What is still on the screen is answered first. */
    int due = attempt->dialogue.asking ? 2 : 1;

    explicit_bzero(&attempt->record, sizeof(attempt->record));
    explicit_bzero(&attempt->message, sizeof(attempt->message));
    if (attempt->abandoned)
        return false;
    (void) link_send(attempt->module, MESSAGE_VERDICT, verdict);
    end = (attempt->deadline > end ? attempt->deadline : end) + patience.last;
    while (attempt->type != MESSAGE_CANCEL && due-- > 0)
        if (!hear_reply(attempt, end))
            return false;
    return true;
}

/* Write what the module would have, had its host not ended it. */
static void log_abandoned(const struct login *login, struct verdict *verdict,
                          int64_t started)
{
    char line[AUDIT_SIZE];

    verdict->outcome = OUTCOME_CANCELLED;
    audit_line(login, verdict, deadline_now() - started, line);
    syslog(LOG_AUTHPRIV | audit_priority(verdict), "pam_claims(%s:%s): %s",
           login->service, login->phase == PHASE_AUTH ? "auth" : "account",
           line);
}

bool session_serve(int module, const char *kept)
{
    int64_t started = deadline_now();
    static struct attempt attempt;
    static struct verdict verdict;

    attempt.module = module;
    attempt.store = (struct token_store) NO_STORE;
    attempt.terminal = -1;
    if (!link_wait(module, started + patience.first) ||
        !link_receive(module, READING_LOGIN, &attempt.type, &attempt.message))
        return false;
    attempt.login = attempt.message.login;
    if (kept[0] != '\0')
        attempt_note(&attempt, "inherited", kept);
    decide(&attempt, &verdict);
    if (!deliver(&attempt, &verdict))
        log_abandoned(&attempt.login, &verdict, started);
    explicit_bzero(&attempt, sizeof(attempt));
    return true;
}
