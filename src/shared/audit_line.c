/* SPDX-License-Identifier: BSD-2-Clause */

#include "shared/audit_line.h"

#include "shared/advice.h"
#include "shared/text.h"

#include <inttypes.h>
#include <syslog.h>

int audit_priority(const struct verdict *verdict)
{
    if (verdict->loud)
        return LOG_ALERT;
    if (verdict->outcome == OUTCOME_GRANTED)
        return LOG_INFO;
    return verdict->outcome == OUTCOME_ERROR ||
                   verdict->outcome == OUTCOME_CONFIGURATION
               ? LOG_ERR
               : LOG_NOTICE;
}

void audit_facts(const struct facts *facts, char ret_log[LOG_SIZE])
{
    const struct failure *failure = &facts->failure;
    const char *detail =
        facts->detail[0] != '\0' ? facts->detail : advice_for(facts->reason);

    text_append_pair(ret_log, LOG_SIZE, "reason", facts->reason);
    if (facts->would[0] != '\0')
        text_append_pair(ret_log, LOG_SIZE, "would", facts->would);
    text_append_pair(ret_log, LOG_SIZE, "subject", facts->subject);
    text_append_pair(ret_log, LOG_SIZE, "error", failure->error);
    text_append_pair(ret_log, LOG_SIZE, "suberror", failure->suberror);
    text_append_pair(ret_log, LOG_SIZE, "codes", failure->codes);
    text_append_pair(ret_log, LOG_SIZE, "trace", failure->trace);
    text_append_pair(ret_log, LOG_SIZE, "correlation", failure->correlation);
    text_append(ret_log, LOG_SIZE, " requests=%" PRId64, facts->requests);
    text_append_pair(ret_log, LOG_SIZE, "identity", facts->identity);
    if (detail[0] != '\0')
        text_append_pair(ret_log, LOG_SIZE, "detail", detail);
    if (facts->note[0] != '\0')
        text_append_pair(ret_log, LOG_SIZE, "note", facts->note);
}

void audit_line(const struct login *login, const struct verdict *verdict,
                int64_t elapsed, char ret_line[AUDIT_SIZE])
{
    const struct {
        const char *key;
        const char *value;
    } pairs[] = {
        {"phase", login->phase == PHASE_AUTH ? "auth" : "account"},
        {"outcome", outcome_word((enum outcome) verdict->outcome)},
        {"service", login->service},
        {"user", login->user},
        {"tty", login->tty},
        {"rhost", login->rhost},
    };

    text_format(ret_line, AUDIT_SIZE, "event=login");
    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
        text_append_pair(ret_line, AUDIT_SIZE, pairs[i].key, pairs[i].value);
    text_append(ret_line, AUDIT_SIZE, " caller_uid=%" PRId64, login->caller);
    if (verdict->log[0] != '\0')
        text_append(ret_line, AUDIT_SIZE, " %s", verdict->log);
    text_append(ret_line, AUDIT_SIZE, " ms=%" PRId64, elapsed);
}
