/* SPDX-License-Identifier: BSD-2-Clause */

#include "wire/audit_line.h"

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

static void append_known(char *log, const char *key, const char *value)
{
    if (value[0] != '\0')
        text_append_pair(log, LOG_SIZE, key, value);
}

/* What is known of the failure, with what to do about such a one. */
static void append_detail(const struct facts *facts, char *log)
{
    const char *advice = advice_for(facts->reason);
    const char *known = facts->failure.detail;
    char detail[LINE_SIZE] = "";

    if (facts->detail[0] != '\0')
        text_append(detail, sizeof(detail), "%s", facts->detail);
    else if (known[0] != '\0' && advice[0] != '\0')
        text_append(detail, sizeof(detail), "%s: %s", known, advice);
    else
        text_append(detail, sizeof(detail), "%s%s", known, advice);
    append_known(log, "detail", detail);
}

void audit_facts(const struct facts *facts, char ret_log[LOG_SIZE])
{
    const struct failure *failure = &facts->failure;

    text_append_pair(ret_log, LOG_SIZE, "reason", facts->reason);
    append_known(ret_log, "because", facts->because);
    append_known(ret_log, "would", facts->would);
    text_append_pair(ret_log, LOG_SIZE, "subject", facts->subject);
    text_append_pair(ret_log, LOG_SIZE, "error", failure->error);
    text_append_pair(ret_log, LOG_SIZE, "suberror", failure->suberror);
    text_append_pair(ret_log, LOG_SIZE, "codes", failure->codes);
    append_known(ret_log, "description", failure->description);
    text_append_pair(ret_log, LOG_SIZE, "trace", failure->trace);
    text_append_pair(ret_log, LOG_SIZE, "correlation", failure->correlation);
    text_append(ret_log, LOG_SIZE, " requests=%" PRId64, facts->requests);
    text_append_pair(ret_log, LOG_SIZE, "identity", facts->identity);
    append_detail(facts, ret_log);
    append_known(ret_log, "note", facts->note);
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
