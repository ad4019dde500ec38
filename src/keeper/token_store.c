/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/token_store.h"
#include "keeper/deadline.h"
#include "keeper/safe_file.h"
#include "shared/text.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

enum {
    STORE_VERSION = 1,
    CONTENT_MAX = sizeof(struct metadata) + WORD_SIZE, /* bytes, sealed */
    LOCK_POLL = 10,                                    /* ms */
};

static const char metadata_name[] = "metadata";

static const struct field record_fields[] = {
    TEXT_FIELD(record, issuer),     TEXT_FIELD(record, subject),
    TEXT_FIELD(record, tid),        TEXT_FIELD(record, oid),
    TEXT_FIELD(record, username),   TEXT_FIELD(record, refresh_token),
    NUMBER_FIELD(record, sequence), NUMBER_FIELD(record, bound),
    NUMBER_FIELD(record, verified), END_FIELD,
};

/*
 * What the files are bound to, besides their names.  No value holds a line
 * end, so that no two stores have the same context.  A host without a
 * machine id has an empty one.
 */
static void build_context(struct token_store *store,
                          const struct settings *settings)
{
    char machine[WORD_SIZE] = "";
    int file = open("/etc/machine-id", O_RDONLY | O_CLOEXEC);

    if (file >= 0) {
        if (read(file, machine, sizeof(machine) - 1) < 0)
            machine[0] = '\0';
        close(file);
    }
    machine[strcspn(machine, "\n")] = '\0';
    text_format(store->context, sizeof(store->context),
                "pam_claims store %d\n%s\n%s\n%s", STORE_VERSION, machine,
                settings->issuer, settings->client_id);
}

bool token_store_open(struct token_store *ret_store,
                      const struct settings *settings, uid_t user,
                      char ret_error[LINE_SIZE])
{
    size_t length = strlen(settings->state_dir);
    /* A key elsewhere is somebody else's to make, and may only be late. */
    bool ours = strncmp(settings->key_file, settings->state_dir, length) == 0;

    *ret_store = (struct token_store){.folder = -1, .lock = -1};
    text_format(ret_store->name, sizeof(ret_store->name), "%u", user);
    build_context(ret_store, settings);
    ret_store->folder = safe_folder_open(settings->state_dir,
                                         NOT_READ_BY_OTHERS, true, ret_error);
    if (ret_store->folder >= 0 &&
        seal_key_load(settings->key_file, ours, &ret_store->key, ret_error))
        return true;
    token_store_close(ret_store);
    return false;
}

void token_store_close(struct token_store *store)
{
    token_store_unlock(store);
    if (store->folder >= 0)
        close(store->folder);
    store->folder = -1;
    explicit_bzero(&store->key, sizeof(store->key));
}

bool token_store_lock(struct token_store *store, int64_t timeout_ms)
{
    const struct timespec pause = {.tv_nsec = LOCK_POLL * 1000000L};
    const int64_t end = deadline_now() + timeout_ms;
    char name[WORD_SIZE];

    text_format(name, sizeof(name), "%s.lock", store->name);
    store->lock = openat(store->folder, name,
                         O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    while (store->lock >= 0 && flock(store->lock, LOCK_EX | LOCK_NB) != 0) {
        if (errno == EINTR || (errno == EWOULDBLOCK && deadline_now() < end))
            nanosleep(&pause, NULL);
        else
            token_store_unlock(store);
    }
    return store->lock >= 0;
}

void token_store_unlock(struct token_store *store)
{
    if (store->lock >= 0)
        close(store->lock);
    store->lock = -1;
}

/* The context of one file: it cannot take the place of another. */
static void name_context(const struct token_store *store, const char *name,
                         char ret_context[SEAL_CONTEXT_SIZE])
{
    text_format(ret_context, SEAL_CONTEXT_SIZE, "%s\n%s", store->context,
                name);
}

static bool read_sealed(const struct token_store *store, const char *name,
                        const struct field *fields, void *ret_record)
{
    unsigned char sealed[CONTENT_MAX];
    unsigned char plain[CONTENT_MAX];
    struct frame content = frame_over(sealed, sizeof(sealed));
    struct frame opened = frame_over(plain, sizeof(plain));
    char context[SEAL_CONTEXT_SIZE];
    char error[LINE_SIZE];
    bool usable;

    name_context(store, name, context);
    usable = safe_file_read(store->folder, name, NOT_READ_BY_OTHERS, &content,
                            error) &&
             frame_get(&content, 1) == STORE_VERSION &&
             seal_open(&store->key, context, &content, &opened);
    if (usable) {
        fields_get(fields, &opened, ret_record);
        usable = frame_complete(&opened);
    }
    explicit_bzero(plain, sizeof(plain));
    return usable;
}

static bool write_sealed(const struct token_store *store, const char *name,
                         const struct field *fields, const void *record)
{
    unsigned char plain[CONTENT_MAX];
    unsigned char sealed[CONTENT_MAX];
    struct frame encoded = frame_over(plain, sizeof(plain));
    struct frame content = frame_over(sealed, sizeof(sealed));
    char context[SEAL_CONTEXT_SIZE];
    bool written;

    name_context(store, name, context);
    fields_put(fields, record, &encoded);
    frame_put(&content, STORE_VERSION, 1);
    written = seal_close(&store->key, context, &encoded, &content) &&
              safe_file_replace(store->folder, name, &content);
    explicit_bzero(plain, sizeof(plain));
    return written;
}

bool token_store_read(const struct token_store *store,
                      struct record *ret_record)
{
    *ret_record = (struct record){.sequence = 0};
    if (read_sealed(store, store->name, record_fields, ret_record))
        return true;
    explicit_bzero(ret_record, sizeof(*ret_record));
    return false;
}

enum store_result token_store_commit(struct token_store *store,
                                     struct record *record)
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
    if (write_sealed(store, store->name, record_fields, record))
        return STORE_COMMITTED;
    record->sequence--;
    return STORE_FAILED;
}

bool token_store_read_metadata(const struct token_store *store,
                               struct metadata *ret_metadata)
{
    return read_sealed(store, metadata_name, metadata_fields, ret_metadata);
}

/* Two writers at once can spoil the file, which costs the next login a
 * fetch. */
bool token_store_write_metadata(const struct token_store *store,
                                const struct metadata *metadata)
{
    return write_sealed(store, metadata_name, metadata_fields, metadata);
}
