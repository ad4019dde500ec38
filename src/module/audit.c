/* SPDX-License-Identifier: BSD-2-Clause */

#include "module/audit.h"

#include "shared/text.h"

#include <inttypes.h>
#include <security/pam_ext.h>
#include <syslog.h>

/* Nothing is cut off even where every byte of a name is escaped. */
enum { AUDIT_SIZE = LOG_SIZE + 6 * LINE_SIZE };

static int priority_of(enum outcome outcome, bool loud)
{
    if (loud)
        return LOG_ALERT;
    if (outcome == OUTCOME_GRANTED)
        return LOG_INFO;
    return outcome == OUTCOME_ERROR || outcome == OUTCOME_CONFIGURATION
               ? LOG_ERR
               : LOG_NOTICE;
}

void audit_decision(struct pam_handle *pamh, const struct login *login,
                    const struct verdict *verdict, int64_t elapsed)
{
    enum outcome outcome = (enum outcome) verdict->outcome;
    char line[AUDIT_SIZE] = "event=login";
    const size_t size = sizeof(line);

    text_append_pair(line, size, "phase",
                     login->phase == PHASE_AUTH ? "auth" : "account");
    text_append_pair(line, size, "outcome", outcome_word(outcome));
    text_append_pair(line, size, "service", login->service);
    text_append_pair(line, size, "user", login->user);
    text_append_pair(line, size, "tty", login->tty);
    text_append_pair(line, size, "rhost", login->rhost);
    text_append(line, size, " uid=%" PRId64, login->caller);
    if (verdict->log[0] != '\0')
        text_append(line, size, " %s", verdict->log);
    text_append(line, size, " ms=%" PRId64, elapsed);
    pam_syslog(pamh, priority_of(outcome, verdict->loud), "%s", line);
}

void audit_trace(struct pam_handle *pamh, bool debug, const char *what)
{
    if (debug)
        pam_syslog(pamh, LOG_DEBUG, "%s", what);
}
