/* SPDX-License-Identifier: BSD-2-Clause */

#include "agent/http_head.h"
#include "shared/text.h"
#include "shared/url.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

enum { RETRY_AFTER_MAX = 3600 }; /* seconds */

/* Make one line of each field that is folded over several. */
static void unfold(char *head)
{
    for (char *end = strchr(head, '\n'); end != NULL;
         end = strchr(end + 1, '\n')) {
        if (end[1] != ' ' && end[1] != '\t')
            continue;
        *end = ' ';
        if (end > head && end[-1] == '\r')
            end[-1] = ' ';
    }
}

/* The trimmed value if the line is a field of that name, else NULL. */
static char *field_value(char *line, const char *name)
{
    size_t length = strlen(name);
    char *end = line + strlen(line);

    /* No blank may stand before the colon (RFC 9112 section 5.1). */
    if (strncasecmp(line, name, length) != 0 || line[length] != ':')
        return NULL;
    line += length + 1;
    line += strspn(line, " \t");
    while (end > line && strchr(" \t", end[-1]) != NULL)
        *--end = '\0';
    return line;
}

/* Seconds from now to an HTTP-date (RFC 9110 section 5.6.7), else -1. */
static int64_t seconds_to(const char *date, int64_t now)
{
    /* The one that is written today, and two that a recipient has to read. */
    static const char *const forms[] = {
        "%a, %d %b %Y %H:%M:%S GMT",
        "%A, %d-%b-%y %H:%M:%S GMT",
        "%a %b %d %H:%M:%S %Y",
    };

    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
        struct tm parts = {0};
        const char *end = strptime(date, forms[i], &parts);

        if (end != NULL && *end == '\0') {
            int64_t seconds = (int64_t) timegm(&parts) - now;

            if (seconds < 0)
                seconds = 0;
            return seconds;
        }
    }
    return -1;
}

/* RFC 9110 section 10.2.3: seconds, or a date; -1 for anything else. */
static int64_t retry_after(const char *value, int64_t now)
{
    size_t digits = strspn(value, "0123456789");
    int64_t seconds = RETRY_AFTER_MAX;

    if (digits == 0 || value[digits] != '\0')
        seconds = seconds_to(value, now);
    /* More digits are more than the most, whatever they say. */
    else if (digits <= 4)
        seconds = strtol(value, NULL, 10);
    if (seconds > RETRY_AFTER_MAX)
        seconds = RETRY_AFTER_MAX;
    return seconds;
}

void http_head_read(char *head, int64_t now, struct http_answer *ret_answer)
{
    char *rest = NULL;
    char *value;

    unfold(head);
    /* A line end of one byte is one, too: a server that writes such has one
     * head, and not a longer field. */
    for (char *line = strtok_r(head, "\r\n", &rest); line != NULL;
         line = strtok_r(NULL, "\r\n", &rest)) {
        value = field_value(line, "Retry-After");
        if (value != NULL)
            ret_answer->retry_after = retry_after(value, now);
        value = field_value(line, "Location");
        if (value != NULL)
            ret_answer->location = value;
        /* There may be several, and each may have several challenges. */
        value = field_value(line, "WWW-Authenticate");
        if (value != NULL && ret_answer->authenticate_count < AUTHENTICATE_MAX)
            ret_answer->authenticate[ret_answer->authenticate_count++] = value;
    }
}

void http_head_name_location(const struct http_answer *answer,
                             char ret_text[NAME_SIZE])
{
    char host[NAME_SIZE / 2];

    url_name_host(answer->location, host, sizeof(host));
    text_format(ret_text, NAME_SIZE, "it leads to %s", host);
}
