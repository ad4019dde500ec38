/* SPDX-License-Identifier: BSD-2-Clause */

#include "relay/keys_command.h"

#include "format/base64.h"
#include "relay/keys.h"
#include "relay/keys_file.h"
#include "shared/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

/* One run. */
struct keys_command {
    struct keys_file file;
    struct keys_list list;
    const char *name; /* of a key; NULL for none */
};

/* A pattern that a shell has replaced by names of files comes as several
 * arguments, and is told so. */
const char *keys_command_flaw(int count, char *const *arguments)
{
    const char *word = count > 0 ? arguments[0] : "";

    if (strcmp(word, "list") == 0)
        return count == 1 ? NULL : "list takes no name";
    if (strcmp(word, "add") != 0 && strcmp(word, "revoke") != 0)
        return "say add NAME, list, or revoke NAME";
    if (count != 2)
        return "give one NAME, in quotes where it has a '*'";
    if (!keys_name_fits(arguments[1]))
        return "a NAME is of letters, digits, '.', '-', '_' and '*'";
    return NULL;
}

static int fail(const char *what)
{
    fprintf(stderr, "claims-relay: %s\n", what);
    return EXIT_FAILURE;
}

/* Case counts as little as when a host is compared. */
static struct keys_entry *find(const struct keys_command *command)
{
    for (size_t i = 0; i < command->list.count; i++)
        if (strcasecmp(command->list.entries[i].name, command->name) == 0)
            return &command->list.entries[i];
    return NULL;
}

/* What cannot be written changes nothing: the file is replaced as a whole. */
static int write_list(struct keys_command *command)
{
    char *text = keys_print(&command->list);
    bool written;

    if (text == NULL)
        return fail("there is no memory left");
    written = keys_file_write(&command->file, text);
    free(text);
    if (!written)
        return fail(command->file.error);
    return EXIT_SUCCESS;
}

/* In UTC, as logs of several machines are compared. */
static void read_day(char ret_day[WORD_SIZE])
{
    time_t now = time(NULL);
    struct tm day;

    ret_day[0] = '\0';
    if (gmtime_r(&now, &day) != NULL)
        (void) strftime(ret_day, WORD_SIZE, "%Y-%m-%d", &day);
}

/* The key is shown once it counts, and alone, so that it can be sent on by a
 * pipe; what is kept cannot be turned back into it. */
static int add(struct keys_command *command)
{
    struct keys_list *list = &command->list;
    unsigned char random[DIGEST_SIZE];
    char key[RELAY_KEY_SIZE];
    struct keys_entry *entry;
    int status;

    if (find(command) != NULL)
        return fail("there is a key of this name: revoke it first, or add "
                    "one for another pattern");
    /* What could not be read again must not be written. */
    if (list->count == KEYS_MAX)
        return fail("there are as many keys as may be: revoke one first");
    list->entries = reallocarray(list->entries, list->count + 1,
                                 sizeof(struct keys_entry));
    if (list->entries == NULL || !digest_random(random, sizeof(random)))
        return fail("there is no memory, or are no random numbers");
    base64url_encode(random, sizeof(random), key);
    entry = &list->entries[list->count++];
    digest_sha256(key, strlen(key), entry->hash);
    read_day(entry->added);
    text_format(entry->name, NAME_SIZE, "%s", command->name);
    status = write_list(command);
    if (status == EXIT_SUCCESS && puts(key) < 0)
        status = fail("the key could not be written: revoke it");
    explicit_bzero(key, sizeof(key));
    explicit_bzero(random, sizeof(random));
    return status;
}

/* The last takes its place: the order says nothing. */
static int revoke(struct keys_command *command)
{
    struct keys_entry *entry = find(command);
    struct keys_list *list = &command->list;

    if (entry == NULL)
        return fail("there is no key of this name: see claims-relay keys "
                    "list");
    *entry = list->entries[list->count - 1];
    list->count--;
    return write_list(command);
}

/* Names and days alone: a hash is of no use to anybody. */
static int list_all(const struct keys_command *command)
{
    for (size_t i = 0; i < command->list.count; i++)
        printf("%s  %s\n", command->list.entries[i].added,
               command->list.entries[i].name);
    return EXIT_SUCCESS;
}

/* A file that is spoilt is not written over: somebody has to look at it. */
static int act(struct keys_command *command, const char *word)
{
    char flaw[LINE_SIZE];
    char line[2 * LINE_SIZE];
    char *text = keys_file_read(&command->file);
    bool right;

    if (text == NULL)
        return fail(command->file.error);
    right = keys_parse(text, &command->list, flaw);
    free(text);
    if (!right) {
        text_format(line, sizeof(line), "%s: %s", command->file.path, flaw);
        return fail(line);
    }
    if (strcmp(word, "add") == 0)
        return add(command);
    if (strcmp(word, "revoke") == 0)
        return revoke(command);
    return list_all(command);
}

/* Who changes the file has it for himself: two administrators at once would
 * lose one of their keys. */
int keys_command_run(const struct relay_settings *settings, int count,
                     char *const *arguments)
{
    struct keys_command command = {.name = count > 1 ? arguments[1] : NULL};
    bool lock = command.name != NULL;
    int status;

    if (keys_file_open(&command.file, settings->keys_file, lock))
        status = act(&command, arguments[0]);
    else
        status = fail(command.file.error);
    keys_forget(&command.list);
    keys_file_close(&command.file);
    return status;
}
