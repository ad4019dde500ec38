/* SPDX-License-Identifier: BSD-2-Clause */

#include "earlier.h"

#include "keeper/pam_files.h"
#include "keeper/success.h"
#include "module.h"
#include "notes.h"
#include "process/clock.h"
#include "section.h"
#include "shared/text.h"
#include "tests/scenarios/script.h"
#include "wire/audit_line.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static struct settings settings;
static char here[PATH_SIZE];

/* [conf]: keys of [global], in place of these. */
static char given[4096];

static void take_key(char *line)
{
    text_append(given, sizeof(given), "%s\n", line);
}

/* One line more in a file that a key names. */
static void add_line(const char *key, const char *name, const char *line)
{
    FILE *file = fopen(name, "ae");

    if (strstr(given, key) == NULL)
        text_append(given, sizeof(given), "%s = %s/%s\n", key, here, name);
    if (file == NULL)
        return;
    fprintf(file, "%s\n", line);
    fclose(file);
}

void earlier_add_to_map(const char *line)
{
    add_line("user_map", "user_map", line);
}

/* [user_map], [secret], [relay_key] */
static void take_map_line(char *line)
{
    earlier_add_to_map(line);
}

static void take_secret(char *line)
{
    add_line("client_secret_file", "secret", line);
}

static void take_relay_key(char *line)
{
    add_line("relay_key_file", "relay_key", line);
}

void earlier_block(const char *name)
{
    (void) unlink(name);
    if (mkdir(name, 0700) != 0)
        notes_fault("cannot block %s", name);
}

void earlier_configure(void)
{
    const struct {
        const char *key;
        const char *value;
    } defaults[] = {{"issuer", "https://idp.example"},
                    {"client_id", "app"},
                    {"username_domain", "example.test"},
                    {"first_factor", "stack"},
                    {"state_dir", here}};
    FILE *file = fopen("conf", "we");

    if (file == NULL || getcwd(here, sizeof(here)) == NULL)
        return;
    section_each("[conf]", take_key);
    section_each("[user_map]", take_map_line);
    section_each("[secret]", take_secret);
    section_each("[relay_key]", take_relay_key);
    fprintf(file, "[global]\n");
    for (size_t i = 0; i < sizeof(defaults) / sizeof(defaults[0]); i++)
        if (strstr(given, defaults[i].key) == NULL)
            fprintf(file, "%s = %s\n", defaults[i].key, defaults[i].value);
    fprintf(file, "%s", given);
    fclose(file);
}

void earlier_link(const char *name)
{
    (void) unlink(name);
    if (symlink("elsewhere", name) != 0)
        notes_fault("cannot link %s", name);
}

void earlier_is_unlocked(void)
{
    int lock = open("1000.lock", O_RDONLY | O_CLOEXEC);

    if (lock < 0 || flock(lock, LOCK_EX | LOCK_NB) != 0)
        notes_fault("somebody has the lock");
    close(lock);
}

/* [store]: what an earlier login left. */
static struct record record;
static char owner[NAME_SIZE] = "alice";
static bool no_metadata;
static char spoilt[WORD_SIZE];

static long kept_for; /* ms, by another login */
static bool shares;   /* what it did */
static char directory[WORD_SIZE];
static mode_t mode; /* of the store, 0 for its own */

static void set_store(char *line)
{
    const char *word = script_word(&line);

    if (strcmp(word, "token") == 0)
        text_copy(record.refresh_token, TOKEN_SIZE, line);
    else if (strcmp(word, "subject") == 0)
        text_copy(record.identity.subject, NAME_SIZE, line);
    else if (strcmp(word, "username") == 0)
        text_copy(record.identity.username, NAME_SIZE, line);
    else if (strcmp(word, "owner") == 0)
        text_copy(owner, NAME_SIZE, line);
    else if (strcmp(word, "spoilt") == 0)
        text_copy(spoilt, WORD_SIZE, line);
    else if (strcmp(word, "kept_for") == 0)
        kept_for = strtol(line, NULL, 10);
    else if (strcmp(word, "directory") == 0)
        text_copy(directory, WORD_SIZE, line);
    else if (strcmp(word, "mode") == 0)
        mode = (mode_t) strtoul(line, NULL, 8);
    else if (strcmp(word, "shares") == 0)
        shares = true;
    else if (strcmp(word, "no_metadata") == 0)
        no_metadata = true;
    else
        notes_fault("[store]: %s", word);
}

static void write_metadata(const struct token_store *store)
{
    static struct metadata metadata = {.client_auth = CLIENT_AUTH_POST};

    text_copy(metadata.issuer, URL_SIZE, settings.issuer);
    text_format(metadata.token_endpoint, URL_SIZE, "%s/token",
                settings.issuer);
    text_format(metadata.device_endpoint, URL_SIZE, "%s/device",
                settings.issuer);
    text_format(metadata.authorization_endpoint, URL_SIZE, "%s/authorize",
                settings.issuer);
    text_format(metadata.jwks_uri, URL_SIZE, "%s/keys", settings.issuer);
    text_copy(metadata.keys, KEYS_SIZE, "{\"keys\":[]}");
    metadata.fetched = time(NULL);
    if (!token_store_write_metadata(store, &metadata))
        notes_fault("metadata: %s", strerror(errno));
}

/* Flip a bit of a file. */
static void spoil(const char *name)
{
    int file = open(name, O_RDWR | O_CLOEXEC);
    unsigned char byte = 0;

    if (file < 0 || pread(file, &byte, 1, 40) != 1)
        notes_fault("cannot spoil %s", name);
    byte ^= 1;
    if (file >= 0 && pwrite(file, &byte, 1, 40) == 1)
        close(file);
}

/* As a login of alice at the same moment would: checked now. */
static void share(const struct token_store *store)
{
    static struct context context;
    static struct ports ports;
    static struct progress progress = {.demand.max_age = -1};

    context.settings = settings;
    context.login = *module_login();
    ports.store = *store;
    progress.began = clock_boottime();
    (void) success_note(&context, &ports, &progress);
}

/* A process that has the lock for a while, and ends with us. */
static void keep_lock(const struct token_store *store)
{
    pid_t parent = getpid();

    if (fork() != 0)
        return;
    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    for (long waited = 0; waited < kept_for && getppid() == parent; waited++)
        usleep(1000);
    if (shares)
        share(store);
    _exit(0);
}

/* Make each step of a relative path. */
static void make_directories(char *path)
{
    char *end = path;

    while (*end != '\0') {
        char after;

        end += strcspn(end + 1, "/") + 1;
        after = *end;
        *end = '\0';
        (void) mkdir(path, 0700);
        *end = after;
    }
}

void earlier_store(void)
{
    char path[PATH_SIZE];
    char error[LINE_SIZE] = "";
    struct token_store store;
    const struct settings_source source = {.file = path,
                                           .service = "claims",
                                           .section = "claims",
                                           .pam_directories =
                                               pam_files_directories};

    text_format(path, sizeof(path), "%s/conf", here);
    if (!settings_load(&source, &settings, error)) {
        section_each("[store]", set_store);
        return; /* it may be what the scenario is about */
    }
    text_copy(record.identity.issuer, URL_SIZE, settings.issuer);
    text_copy(record.identity.username, NAME_SIZE, "alice@example.test");
    section_each("[store]", set_store);
    if (!token_store_open(&store, &settings, UID, owner, error) ||
        !token_store_lock(&store, 0, -1))
        notes_fault("store: %s", error);
    if (!no_metadata)
        write_metadata(&store);
    if (record.identity.subject[0] != '\0' &&
        (!token_store_bind(&store, &record) ||
         !token_store_commit(&store, &record)))
        notes_fault("store: %s", strerror(errno));
    if (kept_for > 0)
        keep_lock(&store);
    token_store_close(&store);
    if (spoilt[0] != '\0')
        spoil(spoilt);
    make_directories(directory);
    if (mode != 0)
        (void) chmod(".", mode);
}

static void judge_store(char *line)
{
    static const char *const bindings[] = {
        [BINDING_NONE] = "none",
        [BINDING_KNOWN] = "known",
        [BINDING_LOST] = "lost",
        [BINDING_OTHER] = "other",
    };
    const char *word = script_word(&line);
    const char *seen = "nothing";

    if (strcmp(word, "token") == 0)
        seen = record.refresh_token;
    else if (strcmp(word, "subject") == 0)
        seen = record.identity.subject;
    else if (strcmp(word, "username") == 0)
        seen = record.identity.username;
    else if (strcmp(word, "binding") == 0)
        seen = bindings[record.binding];
    else if (strcmp(word, "success") == 0)
        seen = access("1000.success", F_OK) == 0 ? "noted" : "none";
    if (!script_matches(line, seen))
        notes_fault("after: %s is '%s'", word, seen);
}

static void judge_log(char *line)
{
    static char logged[2 * AUDIT_SIZE];
    FILE *file = fopen("notes", "re");
    bool found = false;
    int lines = 0;

    while (file != NULL && fgets(logged, sizeof(logged), file) != NULL) {
        logged[strcspn(logged, "\n")] = '\0';
        if (strncmp(logged, "log ", 4) != 0)
            continue;
        lines++;
        found = found || script_matches(line, logged + 4);
    }
    if (file != NULL)
        fclose(file);
    if (strcmp(line, "none") == 0)
        found = lines == 0;
    if (!found)
        notes_fault("log: the last of %d lines is %s", lines, logged);
}

static int commands;

static void count_command(char *line)
{
    (void) line;
    commands++;
}

void later_judge(void)
{
    char error[LINE_SIZE];
    struct token_store store;

    memset(&record, 0, sizeof(record));
    if (settings.state_dir[0] != '\0' &&
        token_store_open(&store, &settings, UID, "alice", error)) {
        (void) token_store_read(&store, &record);
        token_store_close(&store);
        section_each("[after]", judge_store);
    }
    section_each("[log]", judge_log);
    section_each("[agent]", count_command);
    if (notes_count("did") != commands)
        notes_fault("agents: did %d of %d lines", notes_count("did"),
                    commands);
}
