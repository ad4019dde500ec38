/* SPDX-License-Identifier: BSD-2-Clause */

#include "wire/audit_line.h"

#include "shared/reason_advice.h"
#include "shared/text.h"

#include <assert.h>
#include <inttypes.h>
#include <syslog.h>

/* Each byte of a value takes four at most, as \xNN; a kilobyte is room for
 * the keys and the numbers.  What a challenge demands is not told. */
static_assert(4 * (sizeof(struct facts) - sizeof(struct demand) + WORD_SIZE +
                   3 * NAME_SIZE) +
                      LINE_SIZE <=
                  AUDIT_SIZE,
              "the longest line fits");

enum presence { WHERE_KNOWN, ALWAYS };

/* One value of the line, a text or a number, and whether it stands there even
 * where it is empty: those who read the line count on some keys, and are not
 * to be bothered with the rest. */
struct pair {
    const char *key;
    enum presence presence;
    const char *text; /* NULL: it is the number */
    int64_t number;
};

/* A number that nobody counted is 0: where the module decides alone no agent
 * was started. */
static bool is_empty(const struct pair *pair)
{
    if (pair->text == NULL)
        return pair->number == 0;
    return pair->text[0] == '\0';
}

/* A text may be anybody's, such as the name that was typed, and is quoted;
 * keys and numbers are ours. */
static void append_pair(const struct pair *pair, char *line, size_t size)
{
    /* Blanks stand between the pairs and nowhere else: a value with one is
     * quoted. */
    const char *separator = line[0] == '\0' ? "" : " ";

    if (pair->text != NULL)
        text_append_pair(line, size, pair->key, pair->text);
    else
        text_append(line, size, "%s%s=%" PRId64, separator, pair->key,
                    pair->number);
}

/* What is known of the failure, with what to do about such a one. */
static void compose_detail(const struct facts *facts,
                           char ret_detail[LINE_SIZE])
{
    const char *advice = reason_advice(facts->reason);
    const char *known = facts->failure.detail;
    bool both = known[0] != '\0' && advice[0] != '\0';

    /* What is known of this login says more than advice for all of its kind.
     */
    if (facts->detail[0] != '\0')
        text_format(ret_detail, LINE_SIZE, "%s", facts->detail);
    else
        text_format(ret_detail, LINE_SIZE, "%s%s%s", known, both ? ": " : "",
                    advice);
}

void audit_facts(const struct facts *facts, char *line, size_t size)
{
    const struct failure *failure = &facts->failure;
    char detail[LINE_SIZE];
    const struct pair pairs[] = {
        {"reason", ALWAYS, facts->reason, 0},
        {"because", WHERE_KNOWN, facts->because, 0},
        {"would", WHERE_KNOWN, facts->would, 0},
        {"subject", ALWAYS, facts->subject, 0},
        {"error", ALWAYS, failure->error, 0},
        {"suberror", ALWAYS, failure->suberror, 0},
        {"codes", ALWAYS, failure->codes, 0},
        {"description", WHERE_KNOWN, failure->description, 0},
        {"trace", ALWAYS, failure->trace, 0},
        {"correlation", ALWAYS, failure->correlation, 0},
        {"requests", ALWAYS, NULL, facts->requests},
        {"identity", ALWAYS, facts->identity, 0},
        {"detail", WHERE_KNOWN, detail, 0},
        {"note", WHERE_KNOWN, facts->note, 0},
        {"argument", WHERE_KNOWN, facts->argument, 0},
    };

    /* "-" is a fact of the keeper's.  Where the module decided alone, nobody
     * has looked, and nothing is said. */
    compose_detail(facts, detail);
    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
        bool told = facts->complete && pairs[i].presence == ALWAYS;

        if (told || !is_empty(&pairs[i]))
            append_pair(&pairs[i], line, size);
    }
}

/* Outcome and user come first: a relay need not pass on more than 480 bytes of
 * a line (RFC 5424 section 6.1), and of one that is cut off these are to be
 * left. */
void audit_line(const struct login *login, const struct verdict *verdict,
                int64_t elapsed, char ret_line[AUDIT_SIZE])
{
    const char *phase = login->phase == PHASE_AUTH ? "auth" : "account";
    const char *outcome = outcome_word((enum outcome) verdict->outcome);
    const struct pair pairs[] = {
        {"event", ALWAYS, "login", 0},
        {"phase", ALWAYS, phase, 0},
        {"outcome", ALWAYS, outcome, 0},
        {"service", ALWAYS, login->service, 0},
        {"user", ALWAYS, login->user, 0},
        {"tty", ALWAYS, login->tty, 0},
        {"rhost", ALWAYS, login->rhost, 0},
        {"caller_uid", ALWAYS, NULL, login->caller},
    };
    const struct pair duration = {"ms", ALWAYS, NULL, elapsed};

    ret_line[0] = '\0';
    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
        append_pair(&pairs[i], ret_line, AUDIT_SIZE);
    /* Names that the caller chose stand before, quoted: nothing of them can be
     * read as one of the facts. */
    audit_facts(&verdict->facts, ret_line, AUDIT_SIZE);
    append_pair(&duration, ret_line, AUDIT_SIZE);
}

/* That somebody is refused is everyday life; an error is what only the
 * administrator can mend, and stands out for it. */
int audit_priority(const struct verdict *verdict)
{
    /* What somebody should look at comes first, a login that was let in as
     * well. */
    if (verdict->loud)
        return LOG_ALERT;
    switch (verdict->outcome) {
    case OUTCOME_GRANTED:
        return LOG_INFO;
    case OUTCOME_ERROR:
        /* It keeps everybody out until somebody mends it. */
    case OUTCOME_CONFIGURATION:
        return LOG_ERR;
    default:
        return LOG_NOTICE;
    }
}
