/* SPDX-License-Identifier: BSD-2-Clause
 *
 * `explain claims`: a claims value in any encoding.  `explain merge`: the
 * claims request that is sent for one.
 */

#include "agent/claims_request.h"
#include "cli/explain.h"
#include "shared/text.h"

#include <getopt.h>
#include <string.h>

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

static int print_claims(const char *claims, bool json, int status)
{
    struct json *facts = json_new_object();

    if (!json_put(facts, "claims", explain_claims_value(claims)))
        json_free(&facts);
    return explain_print(&facts, json, status);
}

int explain_claims(int argc, char **argv, bool json)
{
    static char input[ANSWER_MAX];
    char claims[CLAIMS_SIZE] = "";

    (void) argv;
    if (argc != 1)
        return explain_usage("claims");
    if (explain_read_input(input, sizeof(input)))
        claims_request_decode(unquote(trim(input)), claims, sizeof(claims));
    return print_claims(claims, json,
                        claims[0] == '\0' ? EXPLAIN_REFUSED : EXPLAIN_USABLE);
}

/* The comma-separated list with blanks in the place of the commas. */
static bool read_capabilities(const char *text, char *ret_list, size_t size)
{
    if (!text_copy(ret_list, size, text))
        return false;
    for (char *byte = ret_list; *byte != '\0'; byte++)
        if (*byte == ',')
            *byte = ' ';
    return true;
}

/* `null` and nothing at all are no claims. */
static bool merge(char *input, const char *capabilities, char *ret_claims,
                  size_t size)
{
    static const struct demand none;
    static struct demand demand;
    char *text = trim(input);

    return text_copy(demand.claims, sizeof(demand.claims),
                     strcmp(text, "null") == 0 ? "" : text) &&
           claims_request_merge(&none, &demand, capabilities, ret_claims,
                                size);
}

int explain_merge(int argc, char **argv, bool json)
{
    static const struct option options[] = {
        {"capabilities", required_argument, NULL, 'c'},
        {NULL, 0, NULL, 0},
    };
    static char input[ANSWER_MAX];
    char capabilities[NAME_SIZE] = "";
    char claims[CLAIMS_SIZE] = "";
    bool good;

    opterr = 0;
    for (int option;
         (option = getopt_long(argc, argv, "", options, NULL)) != -1;)
        if (option != 'c' ||
            !read_capabilities(optarg, capabilities, sizeof(capabilities)))
            return explain_usage("merge");
    if (optind != argc)
        return explain_usage("merge");
    good = explain_read_input(input, sizeof(input)) &&
           merge(input, capabilities, claims, sizeof(claims));
    return print_claims(claims, json, good ? EXPLAIN_USABLE : EXPLAIN_REFUSED);
}
