/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/token_store.h"
#include "keeper/safe_file.h"
#include "shared/field.h"
#include "shared/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
    RECORD_VERSION = 1,
    RECORD_MAX = sizeof(struct record) + WORD_SIZE, /* bytes, encoded */
    LOCK_POLL = 10,                                 /* ms */
};

static const struct field record_fields[] = {
    TEXT_FIELD(record, issuer),     TEXT_FIELD(record, subject),
    TEXT_FIELD(record, tid),        TEXT_FIELD(record, oid),
    TEXT_FIELD(record, username),   TEXT_FIELD(record, refresh_token),
    NUMBER_FIELD(record, sequence), NUMBER_FIELD(record, bound),
    NUMBER_FIELD(record, verified), END_FIELD,
};

/* The file of the store's user, with a suffix. */
static const char *
name_of(const struct token_store *store, const char *suffix,
        char name[WORD_SIZE])
{
    name[0] = '\0';
    text_append(name, WORD_SIZE, "%lu%s", (unsigned long) store->user, suffix);
    return name;
}

/*
 * What a record is bound to.  No value holds a line end, so that no two
 * stores have the same context.  A host without a machine id has an empty
 * one.
 */
static void
build_context(struct token_store *store, const struct settings *settings)
{
    char machine[WORD_SIZE] = "";
    int file = open("/etc/machine-id", O_RDONLY | O_CLOEXEC);

    if (file >= 0) {
        if (read(file, machine, sizeof(machine) - 1) < 0)
            machine[0] = '\0';
        close(file);
    }
    machine[strcspn(machine, "\n")] = '\0';
    text_append(store->context, sizeof(store->context),
                "pam_claims record %d\n%s\n%lu\n%s\n%s", RECORD_VERSION,
                machine, (unsigned long) store->user, settings->issuer,
                settings->client_id);
}

/* Open state_dir; the first login of a host makes it. */
static int
open_folder(const char *path, uid_t owner, char *ret_error)
{
    const struct safe_file_rules rules = {owner, 077};
    const char *name = NULL;
    int parent = safe_parent_open(path, owner, &name, ret_error);
    bool made;

    if (parent < 0)
        return -1;
    made = mkdirat(parent, name, 0700) == 0 || errno == EEXIST ||
           safe_file_complain(path, errno, "", ret_error);
    close(parent);
    return made ? safe_folder_open(path, &rules, ret_error) : -1;
}

bool
token_store_open(struct token_store *ret_store,
                 const struct settings *settings, uid_t owner, uid_t user,
                 char ret_error[LINE_SIZE])
{
    *ret_store = (struct token_store){
        .folder = -1, .lock = -1, .owner = owner, .user = user};
    build_context(ret_store, settings);
    ret_store->folder = open_folder(settings->state_dir, owner, ret_error);
    if (ret_store->folder >= 0 &&
        seal_key_load(settings->key_file, owner, &ret_store->key, ret_error))
        return true;
    token_store_close(ret_store);
    return false;
}

void
token_store_close(struct token_store *store)
{
    token_store_unlock(store);
    if (store->folder >= 0)
        close(store->folder);
    store->folder = -1;
    seal_key_wipe(&store->key);
}

static int64_t
now_ms(void)
{
    struct timespec now = {0};

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t) now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

bool
token_store_lock(struct token_store *store, int64_t timeout_ms)
{
    const struct timespec pause = {.tv_nsec = LOCK_POLL * 1000000L};
    const int64_t end = now_ms() + timeout_ms;
    char name[WORD_SIZE];
    int lock = openat(store->folder, name_of(store, ".lock", name),
                      O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);

    if (lock < 0)
        return false;
    while (flock(lock, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EINTR && (errno != EWOULDBLOCK || now_ms() >= end)) {
            close(lock);
            return false;
        }
        nanosleep(&pause, NULL);
    }
    store->lock = lock;
    return true;
}

void
token_store_unlock(struct token_store *store)
{
    if (store->lock >= 0)
        close(store->lock);
    store->lock = -1;
}

bool
token_store_read(const struct token_store *store, struct record *ret_record)
{
    const struct safe_file_rules rules = {store->owner, 077};
    unsigned char sealed[RECORD_MAX];
    unsigned char plain[RECORD_MAX];
    struct frame content = frame_over(sealed, sizeof(sealed));
    struct frame opened = frame_over(plain, sizeof(plain));
    char name[WORD_SIZE];
    char error[LINE_SIZE];
    bool usable;

    *ret_record = (struct record){.sequence = 0};
    usable = safe_file_read(store->folder, name_of(store, "", name), &rules,
                            &content, error) &&
             frame_get(&content, 1) == RECORD_VERSION &&
             seal_open(&store->key, store->context, &content, &opened);
    if (usable) {
        fields_get(record_fields, &opened, ret_record);
        usable = frame_complete(&opened);
    }
    explicit_bzero(plain, sizeof(plain));
    if (!usable)
        explicit_bzero(ret_record, sizeof(*ret_record));
    return usable;
}

static bool
write_record(const struct token_store *store, const struct record *record)
{
    unsigned char plain[RECORD_MAX];
    unsigned char sealed[RECORD_MAX];
    struct frame encoded = frame_over(plain, sizeof(plain));
    struct frame content = frame_over(sealed, sizeof(sealed));
    char name[WORD_SIZE];
    bool written;

    fields_put(record_fields, record, &encoded);
    frame_put(&content, RECORD_VERSION, 1);
    written =
        seal_close(&store->key, store->context, &encoded, &content) &&
        safe_file_replace(store->folder, name_of(store, "", name), &content);
    explicit_bzero(plain, sizeof(plain));
    return written;
}

enum store_result
token_store_commit(struct token_store *store, struct record *record)
{
    struct record stored;
    int64_t newest;

    if (store->lock < 0) {
        errno = ENOLCK;
        return STORE_FAILED;
    }
    (void) token_store_read(store, &stored);
    newest = stored.sequence;
    explicit_bzero(&stored, sizeof(stored));
    if (newest > record->sequence)
        return STORE_SUPERSEDED;
    record->sequence++;
    if (write_record(store, record))
        return STORE_COMMITTED;
    record->sequence--;
    return STORE_FAILED;
}
