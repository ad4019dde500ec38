/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/pam_files.h"
#include "shared/limits.h"
#include "shared/text.h"

#include <dirent.h>
#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLANKS " \t\r"
#define MODULE_NAME "pam_claims.so"
#define ARGUMENT "service="

enum { PAM_FILE_MAX = 64 * 1024, PAM_FILES_MAX = 1000 };

const char *const pam_files_directories[] = {
    "/etc/pam.d", "/usr/lib/pam.d", "/usr/share/pam.d", "/usr/etc/pam.d", NULL,
};

/* Where names go. */
struct reader {
    pam_files_take *take;
    void *context;
};

/* A link counts: distributions link the files of one service to another's. */
bool pam_files_have(const char *const *directories, const char *service)
{
    for (; *directories != NULL; directories++) {
        char path[PATH_SIZE];
        struct stat status;

        text_format(path, sizeof(path), "%s/%s", *directories, service);
        if (stat(path, &status) == 0 && S_ISREG(status.st_mode))
            return true;
    }
    return false;
}

/* The next word of a rule, without the brackets that may hold blanks (see
 * pam.conf(5)), cut off from the rest; NULL at its end. */
static char *next_word(char **rest)
{
    char *word = *rest + strspn(*rest, BLANKS);
    char *end;

    if (*word == '\0')
        return NULL;
    if (*word == '[') {
        word++;
        end = word + strcspn(word, "]");
    } else {
        end = word + strcspn(word, BLANKS);
    }
    *rest = end;
    if (*end != '\0') {
        *end = '\0';
        *rest = end + 1;
    }
    return word;
}

/* The word is the module, by its name or its path. */
static bool is_module(const char *word)
{
    const char *slash = strrchr(word, '/');

    if (slash != NULL)
        word = slash + 1;
    return strcmp(word, MODULE_NAME) == 0;
}

/* One whole rule, without comments.  Arguments stand behind the module, and
 * those of another module are none of ours. */
static void read_rule(const struct reader *reader, char *rule)
{
    bool ours = false;

    for (const char *word = next_word(&rule); word != NULL;
         word = next_word(&rule)) {
        if (ours && strncmp(word, ARGUMENT, strlen(ARGUMENT)) == 0)
            reader->take(reader->context, word + strlen(ARGUMENT), true);
        ours = ours || is_module(word);
    }
}

/* Make each rule one line: blanks stand for comments, and for a backslash at
 * the end of a line together with that end. */
static void join_lines(char *text)
{
    while (*text != '\0') {
        char *end = text + strcspn(text, "\n");
        char *comment = text + strcspn(text, "#\n");
        char *last;

        memset(comment, ' ', (size_t) (end - comment));
        for (last = comment; last > text && strchr(BLANKS, last[-1]);)
            last--;
        if (last > text && last[-1] == '\\') {
            last[-1] = ' ';
            if (*end != '\0')
                *end = ' ';
        }
        text = end;
        if (*text != '\0')
            text++;
    }
}

/* In place: the text is gone afterwards. */
static void read_rules(const struct reader *reader, char *text)
{
    join_lines(text);
    while (text != NULL)
        read_rule(reader, strsep(&text, "\n"));
}

/* Read up to the size; what cannot be read, or is beyond it, is passed over.
 * The text is good until the next call. */
static char *read_text(int file)
{
    static char text[PAM_FILE_MAX];
    size_t length = 0;
    ssize_t count = 1;

    while (count > 0 && length < sizeof(text) - 1) {
        count = read(file, text + length, sizeof(text) - 1 - length);
        if (count > 0)
            length += (size_t) count;
    }
    text[length] = '\0';
    return text;
}

/* The name of a file counts also where the file cannot be understood.  Links
 * are followed, as libpam does: nothing that is read here decides. */
static void read_file(const struct reader *reader, int directory,
                      const char *name)
{
    /* Nothing here may wait for a writer or become a terminal. */
    int file =
        openat(directory, name, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    struct stat status;

    if (file < 0)
        return;
    if (fstat(file, &status) == 0 && S_ISREG(status.st_mode)) {
        reader->take(reader->context, name, false);
        read_rules(reader, read_text(file));
    }
    close(file);
}

/* Names that begin with a dot are directories and editors' leftovers. */
static void read_directory(const struct reader *reader, DIR *directory)
{
    for (int left = PAM_FILES_MAX; left > 0; left--) {
        const struct dirent *entry = readdir(directory);

        if (entry == NULL)
            return;
        if (entry->d_name[0] != '.')
            read_file(reader, dirfd(directory), entry->d_name);
    }
}

void pam_files_names(const char *const *directories, pam_files_take *take,
                     void *context)
{
    const struct reader reader = {take, context};

    for (; *directories != NULL; directories++) {
        DIR *directory = opendir(*directories);

        if (directory == NULL)
            continue;
        read_directory(&reader, directory);
        closedir(directory);
    }
}
