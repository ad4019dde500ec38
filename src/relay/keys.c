/* SPDX-License-Identifier: BSD-2-Clause */

#include "relay/keys.h"

#include "format/base64.h"
#include "relay/keys_file.h"
#include "shared/text.h"

#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { HASH_TEXT_SIZE = 44 }; /* 256 bits in base64url, and the NUL */

struct keys {
    char file[PATH_SIZE];
    struct stat seen; /* of the file when it was read */
    bool unread;      /* it could not be */
    struct keys_list list;
};

/* No blank, which ends a word of the file, and nothing that a shell or a
 * host's name could be confused by. */
bool keys_name_fits(const char *name)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
                                  "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                  "0123456789.-_*";
    size_t length = strlen(name);

    return length > 0 && length < NAME_SIZE && strspn(name, letters) == length;
}

/* fnmatch(3) knows more signs than '*', none of which stands in a name. */
bool keys_name_matches(const char *pattern, const char *host)
{
    return fnmatch(pattern, host, FNM_NOESCAPE | FNM_CASEFOLD) == 0;
}

static bool parse_hash(const char *text, unsigned char ret_hash[DIGEST_SIZE])
{
    return strlen(text) == HASH_TEXT_SIZE - 1 &&
           base64url_decode(text, strlen(text), ret_hash, DIGEST_SIZE) ==
               DIGEST_SIZE;
}

/* "HASH DAY NAME". */
static bool parse_line(char *line, struct keys_entry *ret_entry)
{
    const char *hash = strsep(&line, " ");
    const char *day = line == NULL ? "" : strsep(&line, " ");

    if (line == NULL || !parse_hash(hash, ret_entry->hash) ||
        !keys_name_fits(line) || !text_is_printable(day))
        return false;
    return text_copy(ret_entry->added, WORD_SIZE, day) &&
           text_copy(ret_entry->name, NAME_SIZE, line);
}

/* Room for each, empty ones too: it is counted once and never grows. */
static size_t count_lines(const char *text)
{
    size_t count = 1;

    for (; *text != '\0'; text++)
        if (*text == '\n')
            count++;
    return count;
}

static bool spoilt(struct keys_list *list, size_t line, const char *what,
                   char ret_error[LINE_SIZE])
{
    keys_forget(list);
    text_format(ret_error, LINE_SIZE, "line %zu: %s", line, what);
    return false;
}

/* A line that nobody can read is a key that would be gone without a word. */
bool keys_parse(char *text, struct keys_list *ret_list,
                char ret_error[LINE_SIZE])
{
    size_t most = count_lines(text);

    ret_list->count = 0;
    ret_list->entries = calloc(most, sizeof(struct keys_entry));
    if (ret_list->entries == NULL || most > KEYS_MAX + 1)
        return spoilt(ret_list, most, "these are more keys than may be",
                      ret_error);
    for (size_t number = 1; text != NULL; number++) {
        char *line = strsep(&text, "\n");

        if (line[0] == '\0' || line[0] == '#')
            continue;
        if (!parse_line(line, &ret_list->entries[ret_list->count]))
            return spoilt(ret_list, number,
                          "is no key, remove it and add a key anew",
                          ret_error);
        ret_list->count++;
    }
    return true;
}

/* Hashes are no secrets. */
void keys_forget(struct keys_list *list)
{
    free(list->entries);
    list->entries = NULL;
    list->count = 0;
}

/* In the order in which they were added, so that a file that is compared with
 * an older one shows what is new. */
char *keys_print(const struct keys_list *list)
{
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);

    if (stream == NULL)
        return NULL;
    for (size_t i = 0; i < list->count; i++) {
        const struct keys_entry *entry = &list->entries[i];
        char hash[HASH_TEXT_SIZE];

        base64url_encode(entry->hash, DIGEST_SIZE, hash);
        (void) fprintf(stream, "%s %s %s\n", hash, entry->added, entry->name);
    }
    if (fclose(stream) == 0)
        return text;
    free(text);
    return NULL;
}

/* Nothing is read yet: a file that is spoilt at the start ends the service,
 * and later does not. */
struct keys *keys_open(const char *file)
{
    struct keys *keys = calloc(1, sizeof(*keys));

    if (keys != NULL)
        text_format(keys->file, PATH_SIZE, "%s", file);
    return keys;
}

/* The file stays as it is. */
void keys_close(struct keys *keys)
{
    if (keys != NULL)
        keys_forget(&keys->list);
    free(keys);
}

/* It is replaced as a whole, and is another file then. */
static bool is_unchanged(const struct keys *keys, const struct stat *status)
{
    const struct stat *seen = &keys->seen;

    return status->st_ino == seen->st_ino && status->st_dev == seen->st_dev &&
           status->st_size == seen->st_size &&
           status->st_ctim.tv_sec == seen->st_ctim.tv_sec &&
           status->st_ctim.tv_nsec == seen->st_ctim.tv_nsec;
}

/* The text of the file; NULL with what to do in ret_error. */
static char *read_text(const char *path, char ret_error[LINE_SIZE])
{
    struct keys_file file;
    char *text = NULL;

    if (keys_file_open(&file, path, false))
        text = keys_file_read(&file);
    if (text == NULL)
        text_format(ret_error, LINE_SIZE, "%s", file.error);
    keys_file_close(&file);
    return text;
}

/* One that is spoilt is told of once, and looked at again when it changes; one
 * that cannot be read, for want of a descriptor too, is tried again, or a key
 * that was revoked meanwhile would be good for ever. */
bool keys_refresh(struct keys *keys, bool always, char ret_error[LINE_SIZE])
{
    struct stat status = {0};
    struct keys_list list;
    char flaw[LINE_SIZE];
    char *text;
    bool right;

    if (stat(keys->file, &status) != 0)
        status = (struct stat){0};
    if (!always && !keys->unread && is_unchanged(keys, &status))
        return true;
    keys->seen = status;
    text = read_text(keys->file, ret_error);
    keys->unread = text == NULL;
    if (keys->unread)
        return false;
    right = keys_parse(text, &list, flaw);
    free(text);
    if (!right) {
        text_format(ret_error, LINE_SIZE, "%s: %s", keys->file, flaw);
        return false;
    }
    keys_forget(&keys->list);
    keys->list = list;
    return true;
}

/* Every hash is looked at, the last one too. */
const char *keys_find(const struct keys *keys, const char *key)
{
    unsigned char hash[DIGEST_SIZE];
    const char *found = NULL;

    digest_sha256(key, strlen(key), hash);
    for (size_t i = 0; i < keys->list.count; i++)
        if (digest_same(hash, keys->list.entries[i].hash, DIGEST_SIZE))
            found = keys->list.entries[i].name;
    return found;
}
