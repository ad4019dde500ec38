/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/token_store.h"
#include "process/clock.h"
#include "process/safe_file.h"
#include "shared/text.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

enum {
    LOCK_POLL = 10, /* ms between two tries: flock(2) has no timeout */
    TOKEN_FILE_MAX = SEALED_HEADER_MAX + 4 + TOKEN_SIZE + SEAL_OVERHEAD,
};

static FIELDS(record, FIELD(record, identity.issuer),
              FIELD(record, identity.subject), FIELD(record, identity.tid),
              FIELD(record, identity.oid), FIELD(record, identity.username));

static const struct field token_fields[] = {FIELD(record, refresh_token),
                                            {FIELD_END, 0, 0, NULL}};

static FIELDS(success, FIELD(success, began), FIELD(success, boot),
              FIELD(success, conf), FIELD(success, section),
              FIELD(success, settings));

/* A binding is of the person, whatever client is registered now; tokens and
 * metadata are of no use to another one. */
static const struct sealed_kind binding_kind = {.suffix = ".binding",
                                                .formats = {record_fields}};
static const struct sealed_kind token_kind = {
    .suffix = ".token", .of_client = true, .formats = {token_fields}};
static const struct sealed_kind success_kind = {
    .suffix = ".success", .of_client = true, .formats = {success_fields}};
static const struct sealed_kind metadata_kind = {
    .suffix = "metadata", .of_client = true, .formats = {metadata_fields}};

/* The directory is made here rather than by an installation, so that a host
 * which was set up by hand works, too. */
bool token_store_open(struct token_store *ret_store,
                      const struct settings *settings, uid_t user,
                      const char *name, char ret_error[LINE_SIZE])
{
    *ret_store = (struct token_store) NO_STORE;
    ret_store->user = user;
    text_copy(ret_store->directory, PATH_SIZE, settings->state_dir);
    return safe_directory(settings->state_dir, NOT_READ_BY_OTHERS, true,
                          ret_error) &&
           sealer_load(settings, name, &ret_store->sealer, ret_error);
}

/* The sealer has the key. */
void token_store_close(struct token_store *store)
{
    token_store_unlock(store);
    explicit_bzero(&store->sealer, sizeof(store->sealer));
}

/* The path of one of the user's files. */
static void build_path(const struct token_store *store, const char *suffix,
                       char ret_path[SAFE_PATH_SIZE])
{
    text_format(ret_path, SAFE_PATH_SIZE, "%s/%u%s", store->directory,
                store->user, suffix);
}

/* flock needs no right to write, and a store may be on a disk that nobody can
 * write to any more. */
static int open_lock(const struct token_store *store)
{
    char path[SAFE_PATH_SIZE];
    int flags = O_RDONLY | O_NOFOLLOW | O_CLOEXEC;
    int lock;

    build_path(store, ".lock", path);
    lock = open(path, flags);
    if (lock < 0 && errno == ENOENT)
        lock = open(path, flags | O_CREAT, 0600);
    return lock;
}

/* Why the lock cannot be had (yet); 0 with it. */
static int try_lock(const struct token_store *store)
{
    if (store->lock < 0)
        return errno;
    if (flock(store->lock, LOCK_EX | LOCK_NB) != 0)
        return errno;
    return 0;
}

/* Polled, so that a person who leaves meanwhile is heard at once. */
bool token_store_lock(struct token_store *store, int64_t timeout_ms,
                      int interrupt)
{
    struct pollfd polled = {.fd = interrupt, .events = POLLIN};
    const int64_t end = clock_boottime() + timeout_ms;
    int error;

    store->lock = open_lock(store);
    error = try_lock(store);
    store->waited = error == EWOULDBLOCK;
    while (error == EWOULDBLOCK && clock_boottime() < end) {
        if (poll(&polled, 1, LOCK_POLL) > 0)
            error = EINTR;
        else
            error = try_lock(store);
    }
    if (error == 0)
        return true;
    token_store_unlock(store);
    errno = error;
    return false;
}

/* The lock goes with its descriptor, also where the process is killed; the
 * file stays, since one who waits has it open. */
void token_store_unlock(struct token_store *store)
{
    draft_discard(&store->draft);
    if (store->lock >= 0)
        close(store->lock);
    store->lock = -1;
}

/* A binding that is there and cannot be read is not none: whoever damages it
 * must not become the first to be bound. */
static enum binding read_binding(const struct token_store *store,
                                 struct record *ret_record)
{
    static const enum binding bindings[] = {
        [SEALED_ABSENT] = BINDING_NONE,
        [SEALED_GOOD] = BINDING_KNOWN,
        [SEALED_OTHER] = BINDING_OTHER,
        [SEALED_UNUSABLE] = BINDING_LOST,
    };
    char path[SAFE_PATH_SIZE];
    enum sealed_state state;

    build_path(store, binding_kind.suffix, path);
    state = sealed_file_read(&store->sealer, path, &binding_kind, ret_record,
                             ret_record->complaint);
    if (state != SEALED_GOOD)
        ret_record->identity = (struct claims){.issuer = ""};
    if (state == SEALED_ABSENT || state == SEALED_GOOD)
        ret_record->complaint[0] = '\0';
    return bindings[state];
}

/* A token without a binding would be anybody's. */
bool token_store_read(const struct token_store *store,
                      struct record *ret_record)
{
    char path[SAFE_PATH_SIZE];
    char error[LINE_SIZE];

    /* Also for what an older format has no field for. */
    memset(ret_record, 0, sizeof(*ret_record));
    ret_record->binding = read_binding(store, ret_record);
    build_path(store, token_kind.suffix, path);
    if (ret_record->binding == BINDING_KNOWN && !store->spent &&
        sealed_file_read(&store->sealer, path, &token_kind, ret_record,
                         error) == SEALED_GOOD &&
        ret_record->refresh_token[0] != '\0')
        return true;
    explicit_bzero(ret_record->refresh_token, TOKEN_SIZE);
    return false;
}

/* OpenSSL fetches and allocates what it needs when it seals first. */
static bool can_seal(const struct token_store *store, const char *path)
{
    static const struct record none;
    unsigned char bytes[TOKEN_FILE_MAX];
    struct frame content = frame_over(bytes, sizeof(bytes));

    return sealed_file_content(&store->sealer, path, &token_kind, &none,
                               &content);
}

/* What may fail fails here: sealing, opening, room on the disk.  Afterwards
 * the token is spent, and nothing may stand in the way of the new one. */
bool token_store_prepare(struct token_store *store, char ret_error[LINE_SIZE])
{
    char path[SAFE_PATH_SIZE];

    build_path(store, token_kind.suffix, path);
    if (store->lock < 0)
        return safe_file_complain(path, ENOLCK, "", ret_error);
    if (!can_seal(store, path))
        return safe_file_complain(path, EIO, "", ret_error);
    return store->draft.file >= 0 ||
           draft_make(&store->draft, path, TOKEN_FILE_MAX, ret_error);
}

/* The bytes are wiped although they are sealed: where sealing failed they are
 * not. */
bool token_store_commit(struct token_store *store, const struct record *record)
{
    unsigned char bytes[TOKEN_FILE_MAX];
    struct frame content = frame_over(bytes, sizeof(bytes));
    char error[LINE_SIZE];
    bool committed = false;

    if (token_store_prepare(store, error)) {
        errno = EIO;
        committed = sealed_file_content(&store->sealer, store->draft.path,
                                        &token_kind, record, &content) &&
                    draft_publish(&store->draft, &content);
    }
    explicit_bzero(bytes, sizeof(bytes));
    /* What stands there is a new one. */
    if (committed)
        store->spent = false;
    return committed;
}

/* Write a file that nothing was prepared for.  As with the token, a draft
 * takes the file's place: a reader, who has no lock, sees the old one or the
 * new one. */
static bool write_file(const struct sealer *sealer, const char *path,
                       const struct sealed_kind *kind, const void *record)
{
    unsigned char bytes[SEALED_FILE_MAX];
    struct frame content = frame_over(bytes, sizeof(bytes));
    char error[LINE_SIZE];
    struct draft draft;

    errno = EIO;
    return sealed_file_content(sealer, path, kind, record, &content) &&
           draft_make(&draft, path, content.length, error) &&
           draft_publish(&draft, &content);
}

/* A binding is written once and seldom: nothing was prepared for it, and a
 * sign-in that cannot be bound is refused. */
bool token_store_bind(const struct token_store *store,
                      const struct record *record)
{
    char path[SAFE_PATH_SIZE];

    build_path(store, binding_kind.suffix, path);
    errno = ENOLCK;
    return store->lock >= 0 &&
           write_file(&store->sealer, path, &binding_kind, record);
}

/* `spent` holds also where the file stays, as on a disk that turned read-only:
 * a token that is redeemed twice can end all of the user's (RFC 9700 section
 * 4.14.2). */
void token_store_drop(struct token_store *store)
{
    char path[SAFE_PATH_SIZE];

    build_path(store, token_kind.suffix, path);
    store->spent = true;
    (void) unlink(path);
}

/* Any flaw counts as none: the login then does what it would have done. */
bool token_store_read_success(const struct token_store *store,
                              struct success *ret_success)
{
    char path[SAFE_PATH_SIZE];
    char error[LINE_SIZE];

    *ret_success = (struct success){.began = 0};
    build_path(store, success_kind.suffix, path);
    return sealed_file_read(&store->sealer, path, &success_kind, ret_success,
                            error) == SEALED_GOOD;
}

/* In its place and without waiting for the disk: one that is read while it
 * is written does not open. */
void token_store_write_success(const struct token_store *store,
                               const struct success *success)
{
    unsigned char bytes[SEALED_HEADER_MAX + sizeof(*success) + SEAL_OVERHEAD];
    struct frame content = frame_over(bytes, sizeof(bytes));
    char path[SAFE_PATH_SIZE];
    bool written;
    int file;

    build_path(store, success_kind.suffix, path);
    file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC,
                0600);
    if (file < 0)
        return;
    written = sealed_file_content(&store->sealer, path, &success_kind, success,
                                  &content) &&
              write(file, bytes, content.length) == (ssize_t) content.length;
    if (!written)
        (void) unlink(path);
    close(file);
}

/* The same for every user. */
static struct sealer build_metadata_sealer(const struct token_store *store,
                                           char ret_path[SAFE_PATH_SIZE])
{
    struct sealer sealer = store->sealer;

    sealer.user[0] = '\0';
    text_format(ret_path, SAFE_PATH_SIZE, "%s/%s", store->directory,
                metadata_kind.suffix);
    return sealer;
}

/* Sealed, as it has the keys that tokens are verified with. */
bool token_store_read_metadata(const struct token_store *store,
                               struct metadata *ret_metadata)
{
    char path[SAFE_PATH_SIZE];
    char error[LINE_SIZE];
    struct sealer sealer = build_metadata_sealer(store, path);
    enum sealed_state state;

    memset(ret_metadata, 0, sizeof(*ret_metadata));
    state =
        sealed_file_read(&sealer, path, &metadata_kind, ret_metadata, error);
    explicit_bzero(&sealer, sizeof(sealer));
    return state == SEALED_GOOD;
}

/* Two writers at once can spoil the file, which costs the next login a
 * fetch. */
bool token_store_write_metadata(const struct token_store *store,
                                const struct metadata *metadata)
{
    char path[SAFE_PATH_SIZE];
    struct sealer sealer = build_metadata_sealer(store, path);
    bool written = write_file(&sealer, path, &metadata_kind, metadata);

    explicit_bzero(&sealer, sizeof(sealer));
    return written;
}
