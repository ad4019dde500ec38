/* SPDX-License-Identifier: BSD-2-Clause
 *
 * `explain claims`: a claims value in any encoding.  `explain merge`: the
 * claims request that is sent for one.
 */

#include "agent/claims_merge.h"
#include "agent/claims_request.h"
#include "cli/explain.h"
#include "shared/text.h"

#include <string.h>

/* Without what an editor, a mail or a shell leaves around a value. */
static char *trim(char *text)
{
    char *end = text + strlen(text);

    while (end > text && strchr(" \t\r\n", end[-1]) != NULL)
        *--end = '\0';
    return text + strspn(text, " \t\r\n");
}

/*
 * Undo the quoting of a value that was copied out of a header field, with
 * or without the quotes around it (RFC 9110 section 5.6.4).  JSON as such
 * never has a backslash after its first brace.
 */
static char *unquote(char *text)
{
    size_t length = strlen(text);
    char *start = text;
    char *to;

    if (length >= 2 && text[0] == '"' && text[length - 1] == '"') {
        text[length - 1] = '\0';
        start++;
    } else if (text[0] != '{' || text[1] != '\\') {
        return text;
    }
    to = start;
    for (const char *from = start; *from != '\0'; from++) {
        if (*from == '\\' && from[1] != '\0')
            from++;
        *to++ = *from;
    }
    *to = '\0';
    return start;
}

/* No claims at all are not usable here: there is nothing to send for them. */
int explain_claims(struct question *question, struct json **facts)
{
    char claims[CLAIMS_SIZE] = "";

    if (explain_read_input(question))
        claims_request_decode(unquote(trim(question->input)), claims,
                              sizeof(claims));
    json_build(facts, "claims", explain_claims_value(claims));
    return explain_status(claims[0] != '\0');
}

/* `null` and nothing at all are no claims.  There is no configuration here, so
 * that nothing is required besides. */
static bool merge(struct question *question, char *ret_claims, size_t size)
{
    static const struct demand none;
    struct demand demand = {.claims = ""};
    const char *text = trim(question->input);

    if (strcmp(text, "null") == 0)
        text = "";
    return text_copy(demand.claims, sizeof(demand.claims), text) &&
           claims_merge(&none, &demand, question->capabilities, ret_claims,
                        size);
}

int explain_merge(struct question *question, struct json **facts)
{
    char claims[CLAIMS_SIZE] = "";
    bool good = explain_read_input(question) &&
                merge(question, claims, sizeof(claims));

    json_build(facts, "claims", explain_claims_value(claims));
    return explain_status(good);
}
