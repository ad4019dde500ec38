/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/token_store.h"
#include "keeper/deadline.h"
#include "keeper/safe_file.h"
#include "shared/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

enum {
    STORE_VERSION = 2,
    CONTENT_MAX = sizeof(struct metadata) + WORD_SIZE, /* bytes, sealed */
    LOCK_POLL = 10 * 1000,                             /* microseconds */
};

static const char metadata_name[] = "metadata";

static FIELDS(record, FIELD(record, identity.issuer),
              FIELD(record, identity.subject), FIELD(record, identity.tid),
              FIELD(record, identity.oid), FIELD(record, identity.username),
              FIELD(record, refresh_token));

/*
 * What the files are bound to, besides their names.  No value holds a line
 * end, so that no two stores have the same context.  A host without a
 * machine id has an empty one.
 */
static void build_context(struct token_store *store,
                          const struct settings *settings)
{
    char machine[WORD_SIZE] = "";
    FILE *file = fopen("/etc/machine-id", "re");

    if (file != NULL && fscanf(file, "%63s", machine) != 1)
        machine[0] = '\0';
    if (file != NULL)
        fclose(file);
    text_format(store->context, sizeof(store->context),
                "pam_claims store %d\n%s\n%s\n%s", STORE_VERSION, machine,
                settings->issuer, settings->client.client_id);
}

bool token_store_open(struct token_store *ret_store,
                      const struct settings *settings, uid_t user,
                      char ret_error[LINE_SIZE])
{
    /* A key elsewhere is somebody else's to make, and may only be late. */
    bool ours = strncmp(settings->key_file, settings->state_dir,
                        strlen(settings->state_dir)) == 0;

    *ret_store = (struct token_store){.lock = -1};
    text_copy(ret_store->folder, PATH_SIZE, settings->state_dir);
    text_format(ret_store->name, sizeof(ret_store->name), "%u", user);
    build_context(ret_store, settings);
    return safe_folder(settings->state_dir, NOT_READ_BY_OTHERS, true,
                       ret_error) &&
           seal_key_load(settings->key_file, ours, &ret_store->key, ret_error);
}

void token_store_close(struct token_store *store)
{
    token_store_unlock(store);
    explicit_bzero(&store->key, sizeof(store->key));
}

bool token_store_lock(struct token_store *store, int64_t timeout_ms)
{
    const int64_t end = deadline_now() + timeout_ms;
    char path[SAFE_PATH_SIZE];

    text_format(path, sizeof(path), "%s/%s.lock", store->folder, store->name);
    store->lock = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    while (store->lock >= 0 && flock(store->lock, LOCK_EX | LOCK_NB) != 0)
        if (errno == EWOULDBLOCK && deadline_now() < end)
            usleep(LOCK_POLL);
        else
            token_store_unlock(store);
    return store->lock >= 0;
}

void token_store_unlock(struct token_store *store)
{
    if (store->lock >= 0)
        close(store->lock);
    store->lock = -1;
}

static bool read_sealed(const struct token_store *store, const char *name,
                        const struct field *fields, void *ret_record)
{
    unsigned char bytes[CONTENT_MAX];
    struct frame content = frame_over(bytes, sizeof(bytes));
    char path[SAFE_PATH_SIZE];
    char context[SEAL_CONTEXT_SIZE];
    char error[LINE_SIZE];
    bool opened;

    text_format(path, sizeof(path), "%s/%s", store->folder, name);
    /* With its name in it, no file can take the place of another. */
    text_format(context, sizeof(context), "%s\n%s", store->context, name);
    opened = safe_file_read(path, NOT_READ_BY_OTHERS, &content, error) &&
             seal_open(&store->key, context, &content);
    if (opened)
        fields_get(fields, &content, ret_record);
    explicit_bzero(bytes, sizeof(bytes));
    return opened && frame_complete(&content);
}

static bool write_sealed(const struct token_store *store, const char *name,
                         const struct field *fields, const void *record)
{
    unsigned char bytes[CONTENT_MAX];
    struct frame content = frame_over(bytes, sizeof(bytes));
    char path[SAFE_PATH_SIZE];
    char context[SEAL_CONTEXT_SIZE];
    char error[LINE_SIZE];
    bool written;

    text_format(path, sizeof(path), "%s/%s", store->folder, name);
    text_format(context, sizeof(context), "%s\n%s", store->context, name);
    fields_put(fields, record, &content);
    written = seal_close(&store->key, context, &content) &&
              safe_file_write(path, true, &content, error);
    explicit_bzero(bytes, sizeof(bytes));
    return written;
}

bool token_store_read(const struct token_store *store,
                      struct record *ret_record)
{
    memset(ret_record, 0, sizeof(*ret_record));
    if (read_sealed(store, store->name, record_fields, ret_record)) {
        ret_record->binding = BINDING_KNOWN;
        return true;
    }
    explicit_bzero(ret_record, sizeof(*ret_record));
    return false;
}

bool token_store_commit(const struct token_store *store,
                        const struct record *record)
{
    errno = ENOLCK;
    return store->lock >= 0 &&
           write_sealed(store, store->name, record_fields, record);
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
