/* SPDX-License-Identifier: BSD-2-Clause */

#include "relay/log.h"

#include "shared/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <syslog.h>

/* One write(2) for each line, so that lines stay whole. */
static void write_line(int priority, const char *line)
{
    /* The journal takes the level from there (sd-daemon(3)); a terminal or a
     * file would show it. */
    if (getenv("JOURNAL_STREAM") != NULL)
        fprintf(stderr, "<%d>claims-relay: %s\n", priority, line);
    else
        fprintf(stderr, "claims-relay: %s\n", line);
}

/* What is not known is left out, so that a reader can tell. */
static void append(char line[4 * LINE_SIZE], const char *key,
                   const char *value)
{
    if (value != NULL && value[0] != '\0')
        text_append_pair(line, 4 * LINE_SIZE, key, value);
}

/* The event comes first: it is what a reader looks for. */
void log_sign_in(const struct log_facts *facts, bool alert)
{
    char line[4 * LINE_SIZE] = "";

    append(line, "event", facts->event);
    append(line, "reason", facts->reason);
    append(line, "host", facts->host);
    append(line, "user", facts->user);
    append(line, "service", facts->service);
    append(line, "from", facts->from);
    append(line, "address", facts->address);
    write_line(alert ? LOG_ALERT : LOG_INFO, line);
}

/* Of files and libraries it may have any byte. */
void log_line(int priority, const char *format, ...)
{
    char line[2 * LINE_SIZE] = "";
    va_list arguments;

    va_start(arguments, format);
    text_append_list(line, sizeof(line), format, arguments);
    va_end(arguments);
    text_make_printable(line);
    write_line(priority, line);
}
