/* SPDX-License-Identifier: BSD-2-Clause */

#include "cli/explain.h"

#include "agent/json_syntax.h"
#include "shared/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OUTPUT_SIZE = 4 * ANSWER_MAX };

static const struct {
    const char *noun;
    int (*run)(int argc, char **argv, bool json);
    const char *options;
} nouns[] = {
    {"challenge", explain_challenge, "[--status N]"},
    {"claims", explain_claims, ""},
    {"merge", explain_merge, "[--capabilities LIST]"},
    {"token-response", explain_token_response,
     "--status N [--header 'NAME: VALUE']... [--device]"},
    {"device-response", explain_device_response, "--status N"},
    {"id-token", explain_id_token,
     "--issuer URL --client-id ID --jwks FILE [--nonce S] [--max-age N] "
     "[--acr-values S] [--now N]"},
};

enum { NOUN_COUNT = sizeof(nouns) / sizeof(nouns[0]) };

/* Take --json out of argv, wherever it stands. */
static bool take_json(int *argc, char **argv)
{
    int kept = 0;

    for (int i = 0; i < *argc; i++)
        if (strcmp(argv[i], "--json") != 0)
            argv[kept++] = argv[i];
    argv[kept] = NULL;
    if (kept == *argc)
        return false;
    *argc = kept;
    return true;
}

int explain_run(int argc, char **argv)
{
    bool json = take_json(&argc, argv);

    for (int i = 0; argc > 1 && i < NOUN_COUNT; i++)
        if (strcmp(argv[1], nouns[i].noun) == 0)
            return nouns[i].run(argc - 1, argv + 1, json);
    fputs("usage: pam-claims explain MESSAGE [--json] [options]\n", stderr);
    explain_list(stderr);
    return EXPLAIN_USAGE;
}

void explain_list(FILE *stream)
{
    for (int i = 0; i < NOUN_COUNT; i++)
        fprintf(stream, "  %s %s\n", nouns[i].noun, nouns[i].options);
}

int explain_usage(const char *noun)
{
    for (int i = 0; i < NOUN_COUNT; i++)
        if (strcmp(nouns[i].noun, noun) == 0)
            fprintf(stderr, "usage: pam-claims explain %s [--json] %s\n", noun,
                    nouns[i].options);
    return EXPLAIN_USAGE;
}

bool explain_status(const char *text, long *ret_status)
{
    if (strlen(text) != 3 || strspn(text, "0123456789") != 3 ||
        text[0] < '1' || text[0] > '5')
        return false;
    *ret_status = strtol(text, NULL, 10);
    return true;
}

bool explain_read_input(char *ret_text, size_t size)
{
    size_t length = fread(ret_text, 1, size, stdin);

    if (length < size && !ferror(stdin) &&
        memchr(ret_text, '\0', length) == NULL) {
        ret_text[length] = '\0';
        return true;
    }
    ret_text[0] = '\0';
    fputs("pam-claims: the input is too long or not text\n", stderr);
    return false;
}

struct json *explain_claims_value(const char *claims)
{
    return claims[0] == '\0' ? json_new_null()
                             : json_parse(claims, strlen(claims));
}

/* Print JSON in ASCII, as some terminals obey characters above it. */
static void print_json(const char *text)
{
    size_t length;

    for (; *text != '\0'; text += length) {
        unsigned int point = (unsigned char) *text;

        length = json_utf8_length(text);
        if (length > 1)
            point &= 0xffU >> (length + 1);
        for (size_t i = 1; i < length; i++)
            point = point << 6 | ((unsigned char) text[i] & 0x3fU);
        if (point < 0x7f)
            putchar((int) point);
        else if (point <= 0xffff)
            printf("\\u%04x", point);
        else
            printf("\\u%04x\\u%04x", 0xd7c0 + (point >> 10),
                   0xdc00 + (point & 0x3ff));
    }
    putchar('\n');
}

/* A value on a line of its own. */
static void print_value(const struct json *value, char *buffer)
{
    if (value == NULL || json_is_null(value)) {
        puts(" -");
    } else if (json_text(value, buffer, OUTPUT_SIZE)) {
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
        const struct json *item = json_first(member);
        bool is_list = json_is_array(member);

        printf("%s:", json_name(member));
        if (!is_list || item == NULL || json_next(item) == NULL) {
            print_value(is_list ? item : member, buffer);
            continue;
        }
        putchar('\n');
        for (; item != NULL; item = json_next(item)) {
            putchar(' ');
            print_value(item, buffer);
        }
    }
}

int explain_print(struct json **facts, bool json, int status)
{
    static char buffer[OUTPUT_SIZE];
    bool good = json_print(*facts, buffer, sizeof(buffer));

    if (good && json)
        print_json(buffer);
    else if (good)
        print_lines(*facts, buffer);
    json_free(facts);
    return good && fflush(stdout) == 0 ? status : EXPLAIN_REFUSED;
}
