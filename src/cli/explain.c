/* SPDX-License-Identifier: BSD-2-Clause */

#include "cli/explain.h"

#include "format/json_syntax.h"
#include "shared/text.h"

#include <getopt.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { OUTPUT_SIZE = 4 * ANSWER_MAX };

/* Each takes the value of an option into its field of the question; false
 * for a bad value. */

/* Any text: what is wrong with it, the function that uses it says. */
static bool take_text(const char *value, void *field)
{
    *(const char **) field = value;
    return true;
}

static bool take_flag(const char *value, void *field)
{
    (void) value;
    *(bool *) field = true;
    return true;
}

/* Of three digits, the first of them a class of RFC 9110 section 15. */
static bool take_status(const char *value, void *field)
{
    if (strlen(value) != 3 || strspn(value, "0123456789") != 3 ||
        value[0] < '1' || value[0] > '5')
        return false;
    *(long *) field = strtol(value, NULL, 10);
    return true;
}

/* Seconds that leave room for sums. */
static bool take_seconds(const char *value, void *field)
{
    size_t digits = strspn(value, "0123456789");
    int64_t seconds = strtoll(value, NULL, 10);

    if (digits == 0 || value[digits] != '\0' || seconds >= INT64_C(1) << 40)
        return false;
    *(int64_t *) field = seconds;
    return true;
}

/* A list with blanks in the place of its commas: one word on the command line
 * needs no quotes. */
static bool take_capabilities(const char *value, void *field)
{
    char *list = field;

    if (!text_copy(list, NAME_SIZE, value))
        return false;
    for (; *list != '\0'; list++)
        if (*list == ',')
            *list = ' ';
    return true;
}

/* Only what has the form of a field line; they add up. */
static bool take_header(const char *value, void *field)
{
    const char *colon = strchr(value, ':');

    if (colon == NULL || colon == value ||
        strlen(field) + strlen(value) + 3 > EXPLAIN_HEAD_SIZE)
        return false;
    text_append(field, EXPLAIN_HEAD_SIZE, "%s\r\n", value);
    return true;
}

/* The messages, and the bit that stands for each in an option's row. */
enum { CHALLENGE, CLAIMS, MERGE, TOKEN_RESPONSE, DEVICE_RESPONSE, ID_TOKEN };

#define FOR(noun) (1U << (noun))
#define FOR_ALL (~0U)
/* The member that a value goes to, of the type that its function writes. */
#define MEMBER(type, name)                                                    \
    _Generic(((struct question *) 0)->name, type                              \
             : offsetof(struct question, name))

static const struct noun {
    const char *name;
    int (*explain)(struct question *question, struct json **facts);
    const char *usage; /* its options */
} nouns[] = {
    [CHALLENGE] = {"challenge", explain_challenge, "[--status N]"},
    [CLAIMS] = {"claims", explain_claims, ""},
    [MERGE] = {"merge", explain_merge, "[--capabilities LIST]"},
    [TOKEN_RESPONSE] = {"token-response", explain_token_response,
                        "--status N [--header 'NAME: VALUE']... "
                        "[--device | --refresh]"},
    [DEVICE_RESPONSE] = {"device-response", explain_device_response,
                         "--status N"},
    [ID_TOKEN] = {"id-token", explain_id_token,
                  "--issuer URL --client-id ID --jwks FILE [--nonce S] "
                  "[--max-age N] [--acr-values S] [--now N]"},
};

/* Each option once, and which messages take it.  It is what the command line
 * is read by; `usage` above only tells of it. */
static const struct {
    const char *name; /* without its dashes */
    unsigned int nouns;
    bool (*take)(const char *value, void *field);
    size_t offset;
} options[] = {
    {"acr-values", FOR(ID_TOKEN), take_text,
     MEMBER(const char *, policy.acr_values)},
    {"capabilities", FOR(MERGE), take_capabilities,
     MEMBER(char *, capabilities)},
    {"client-id", FOR(ID_TOKEN), take_text,
     MEMBER(const char *, rules.client_id)},
    {"device", FOR(TOKEN_RESPONSE), take_flag, MEMBER(bool, device)},
    {"header", FOR(TOKEN_RESPONSE), take_header, MEMBER(char *, head)},
    {"issuer", FOR(ID_TOKEN), take_text, MEMBER(const char *, rules.issuer)},
    {"jwks", FOR(ID_TOKEN), take_text, MEMBER(const char *, jwks_path)},
    {"json", FOR_ALL, take_flag, MEMBER(bool, json)},
    {"max-age", FOR(ID_TOKEN), take_seconds, MEMBER(int64_t, policy.max_age)},
    {"nonce", FOR(ID_TOKEN), take_text, MEMBER(const char *, rules.nonce)},
    {"now", FOR(ID_TOKEN), take_seconds, MEMBER(int64_t, rules.now)},
    {"refresh", FOR(TOKEN_RESPONSE), take_flag, MEMBER(bool, refresh)},
    {"status", FOR(CHALLENGE) | FOR(TOKEN_RESPONSE) | FOR(DEVICE_RESPONSE),
     take_status, MEMBER(long, status)},
};

enum {
    NOUN_COUNT = sizeof(nouns) / sizeof(nouns[0]),
    OPTION_COUNT = sizeof(options) / sizeof(options[0])
};

/* The options of one message, as getopt_long(3) wants them; it returns their
 * index in the table. */
static void list_options(int noun, struct option ret_list[OPTION_COUNT + 1])
{
    for (int i = 0; i < OPTION_COUNT; i++) {
        if ((options[i].nouns & FOR(noun)) == 0)
            continue;
        ret_list->name = options[i].name;
        ret_list->has_arg = options[i].take != take_flag;
        ret_list->val = i;
        ret_list++;
    }
}

/* False for what is not an option of this message, has a bad value, or is
 * left over.  An option that has no meaning here is refused and not passed
 * over: somebody who gave it would believe that it had been obeyed. */
static bool take_options(int argc, char **argv, int noun,
                         struct question *question)
{
    struct option list[OPTION_COUNT + 1] = {{0}};

    list_options(noun, list);
    for (;;) {
        int i = getopt_long(argc, argv, "", list, NULL);

        if (i == -1)
            return optind == argc - 1;
        if (i == '?')
            return false;
        if (!options[i].take(optarg, (char *) question + options[i].offset))
            return false;
    }
}

int explain_status(bool usable)
{
    if (usable)
        return EXPLAIN_USABLE;
    return EXPLAIN_REFUSED;
}

/* One byte more than is accepted is read, to see that there is more.  What is
 * behind a NUL would not be seen by whoever reads a text. */
bool explain_read_input(struct question *question)
{
    char *input = question->input;
    size_t length = fread(input, 1, sizeof(question->input), stdin);

    if (length < sizeof(question->input) && !ferror(stdin) &&
        memchr(input, '\0', length) == NULL) {
        input[length] = '\0';
        return true;
    }
    input[0] = '\0';
    fputs("pam-claims: the input is too long or not text\n", stderr);
    return false;
}

struct json *explain_claims_value(const char *claims)
{
    if (claims[0] == '\0')
        return json_of("null");
    return json_of(claims);
}

/* By its text, as our JSON keeps the spelling of numbers. */
struct json *explain_number(int64_t value, int64_t none)
{
    char text[32];

    if (value == none)
        return json_of("null");
    text_format(text, sizeof(text), "%" PRId64, value);
    return json_of(text);
}

/* Print JSON in ASCII, as some terminals obey characters above it, with '?'
 * for bytes that are not UTF-8. */
static void print_json(const char *text)
{
    unsigned int point;

    while (*text != '\0') {
        size_t length = json_utf8_decode(text, &point);

        if (length == 0) {
            length = 1;
            point = '?';
        }
        text += length;
        if (point < 0x7f)
            putchar((int) point);
        else if (point <= 0xffff)
            printf("\\u%04x", point);
        else
            /* 0xd800 less 0x10000 >> 10, which is taken off the point. */
            printf("\\u%04x\\u%04x", 0xd7c0 + (point >> 10),
                   0xdc00 + (point & 0x3ff));
    }
    putchar('\n');
}

/* A value on a line of its own.  A text is the provider's: it must not move
 * the cursor, nor look like the next line. */
static void print_value(const struct json *value, char *buffer)
{
    if (value == NULL || json_is_null(value)) {
        puts(" -");
    } else if (json_string(value) != NULL) {
        text_copy(buffer, OUTPUT_SIZE, json_string(value));
        text_make_printable(buffer);
        printf(" %s\n", buffer);
    } else if (json_print(value, buffer, OUTPUT_SIZE)) {
        putchar(' ');
        print_json(buffer);
    }
}

/* A line for each member, and for each value of a longer list. */
static void print_lines(const struct json *facts, char *buffer)
{
    for (const struct json *member = json_first(facts); member != NULL;
         member = json_next(member)) {
        const struct json *item = member;

        printf("%s:", json_name(member));
        /* One value stands beside its name, so that grep(1) finds both. */
        if (json_is_array(member))
            item = json_first(member);
        if (item == member || item == NULL || json_next(item) == NULL) {
            print_value(item, buffer);
            continue;
        }
        putchar('\n');
        for (; item != NULL; item = json_next(item)) {
            putchar(' ');
            print_value(item, buffer);
        }
    }
}

/* False if there are no facts, for lack of memory, or no output: a script that
 * takes an empty answer for a good one must see it by the status. */
static bool print_facts(const struct json *facts, bool json)
{
    static char buffer[OUTPUT_SIZE];

    if (!json_print(facts, buffer, sizeof(buffer)))
        return false;
    if (json)
        print_json(buffer);
    else
        print_lines(facts, buffer);
    return fflush(stdout) == 0;
}

/* Wrong usage has a status of its own, and nothing on standard output. */
static int explain(int argc, char **argv, int noun)
{
    static struct question question;
    struct json *facts = json_of("{}");
    int status = EXPLAIN_USAGE;

    question.rules.nonce = "";
    question.rules.access_token = "";
    /* --now stands for it where a token of another day is looked at. */
    question.rules.now = time(NULL);
    question.policy.acr_values = "";
    question.policy.max_age = -1;
    if (take_options(argc, argv, noun, &question))
        status = nouns[noun].explain(&question, &facts);
    if (status == EXPLAIN_USAGE)
        fprintf(stderr, "usage: pam-claims explain %s [--json] %s\n",
                nouns[noun].name, nouns[noun].usage);
    else if (!print_facts(facts, question.json))
        status = EXPLAIN_REFUSED;
    json_free(&facts);
    return status;
}

/* --json may stand before the message, too: take_options() passes over both of
 * them in either order, as the message is the one word that is no option. */
int explain_run(int argc, char **argv)
{
    int at = 1;

    if (argc > 2 && strcmp(argv[1], "--json") == 0)
        at = 2;
    for (int i = 0; at < argc && i < NOUN_COUNT; i++)
        if (strcmp(argv[at], nouns[i].name) == 0)
            return explain(argc, argv, i);
    fputs("usage: pam-claims explain MESSAGE [--json] [options]\n", stderr);
    explain_list(stderr);
    return EXPLAIN_USAGE;
}

void explain_list(FILE *stream)
{
    for (int i = 0; i < NOUN_COUNT; i++)
        fprintf(stream, "  %s %s\n", nouns[i].name, nouns[i].usage);
}
