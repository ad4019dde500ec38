/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The token store: what is read is what was written, for the same user on
 * the same host for the same client, and a binding that cannot be read is
 * told from one that there never was.
 */

#include "store.h"

#include <errno.h>

#define TOKEN "state/1000.token"
#define BINDING "state/1000.binding"

/* Nothing but this is known, and there is no token to use. */
static void assert_binding(const struct token_store *store,
                           enum binding binding)
{
    static struct record record;
    const char *said = record.complaint;

    record = sample;
    assert_false(token_store_read(store, &record));
    assert_int_equal(record.binding, binding);
    assert_string_equal(record.refresh_token, "");
    if (binding == BINDING_KNOWN)
        assert_string_equal(record.identity.subject, sample.identity.subject);
    else
        assert_string_equal(record.identity.issuer, "");
    if (binding == BINDING_LOST || binding == BINDING_OTHER)
        assert_non_null(strstr(said, "/state/1000.binding: "));
    else
        assert_string_equal(said, "");
}

static void assert_sample(const struct token_store *store)
{
    static struct record record;

    assert_true(token_store_read(store, &record));
    assert_memory_equal(&record, &sample, sizeof(record));
}

static mode_t mode_of(const char *name)
{
    struct stat status;

    assert_int_equal(lstat(scratch_path(name), &status), 0);
    return status.st_mode & 07777;
}

static void first_login(void **state)
{
    struct token_store store;

    (void) state;
    umask(0);
    store = open_store(USER);
    assert_binding(&store, BINDING_NONE);
    assert_false(token_store_commit(&store, &sample));
    assert_int_equal(errno, ENOLCK);
    assert_false(token_store_bind(&store, &sample));
    assert_int_equal(errno, ENOLCK);
    assert_true(commit(&store, &sample));
    assert_sample(&store);
    assert_int_equal(mode_of("state"), 0700);
    assert_int_equal(mode_of("state/key"), 0400);
    assert_int_equal(mode_of(TOKEN), 0600);
    assert_int_equal(mode_of(BINDING), 0600);
    assert_int_equal(mode_of("state/1000.lock"), 0600);
    token_store_close(&store);
    token_store_close(&store);

    store = open_store(USER);
    assert_sample(&store);
    token_store_close(&store);
}

static void largest_record(void **state)
{
    static struct record record, read;
    struct token_store store = open_store(USER);
    char *const texts[] = {record.identity.issuer, record.identity.subject,
                           record.identity.tid, record.identity.oid,
                           record.identity.username};
    const size_t sizes[] = {URL_SIZE, NAME_SIZE, WORD_SIZE, WORD_SIZE,
                            NAME_SIZE};
    const unsigned char *bytes;
    size_t length;

    (void) state;
    record.binding = BINDING_KNOWN;
    for (size_t i = 0; i < 5; i++)
        fill(texts[i], sizes[i]);
    fill(record.refresh_token, sizeof(record.refresh_token));
    fill(store.sealer.user, sizeof(store.sealer.user));
    assert_true(commit(&store, &record));
    assert_true(token_store_read(&store, &read));
    assert_memory_equal(&read, &record, sizeof(read));
    memset(store.sealer.user, 0, sizeof(store.sealer.user));
    assert_true(commit(&store, &record));
    bytes = scratch_read(TOKEN, &length);
    assert_null(memmem(bytes, length, "xxxxxxxx", 8));
    bytes = scratch_read(BINDING, &length);
    assert_null(memmem(bytes, length, "xxxxxxxx", 8));
    token_store_close(&store);
}

/* Of another client only the token is: who the user is stays known. */
static void another_client(void **state)
{
    struct token_store store = open_store(USER);
    struct settings settings = settings_here();
    struct token_store other;

    (void) state;
    assert_true(commit(&store, &sample));
    snprintf(settings.client.client_id, NAME_SIZE, "ap");
    assert_true(token_store_open(&other, &settings, USER, "alice", error));
    assert_binding(&other, BINDING_KNOWN);
    assert_true(commit(&other, &sample));
    assert_sample(&other);
    assert_binding(&store, BINDING_KNOWN);
    token_store_close(&other);
    token_store_close(&store);
}

static void another_machine_issuer_or_key(void **state)
{
    struct token_store store = open_store(USER);
    struct settings settings = settings_here();
    struct token_store other;

    (void) state;
    assert_true(commit(&store, &sample));
    snprintf(settings.issuer, URL_SIZE, "https://idp.example/");
    assert_true(token_store_open(&other, &settings, USER, "alice", error));
    assert_binding(&other, BINDING_LOST);
    token_store_close(&other);
    other = open_store(USER);
    snprintf(other.sealer.machine, WORD_SIZE, "0123");
    assert_binding(&other, BINDING_LOST);
    token_store_close(&other);
    settings = settings_here();
    snprintf(settings.key_file, PATH_SIZE, "%s", scratch_path("key"));
    assert_false(token_store_open(&other, &settings, USER, "alice", error));
    assert_non_null(strstr(error, "/key: No such file or directory"));
    scratch_write("key", "0123456789abcdef0123456789abcdef");
    assert_int_equal(chmod(scratch_path("key"), 0400), 0);
    assert_true(token_store_open(&other, &settings, USER, "alice", error));
    assert_binding(&other, BINDING_LOST);
    token_store_close(&other);
    assert_sample(&store);
    token_store_close(&store);
}

/* A uid that was given to somebody else brings nothing along. */
static void reused_uid(void **state)
{
    struct token_store alice = open_store(USER);
    struct token_store eve = open_store_of(USER, "eve");
    static struct record record;

    (void) state;
    assert_true(commit(&alice, &sample));
    assert_false(token_store_read(&eve, &record));
    assert_int_equal(record.binding, BINDING_OTHER);
    assert_non_null(
        strstr(record.complaint, "belongs to the local user alice"));
    assert_binding(&eve, BINDING_OTHER);
    /* The token alone is of no use to her either. */
    assert_true(token_store_lock(&eve, 0, -1));
    assert_true(token_store_bind(&eve, &sample));
    token_store_unlock(&eve);
    assert_binding(&eve, BINDING_KNOWN);
    assert_binding(&alice, BINDING_OTHER);
    assert_true(commit(&eve, &sample));
    assert_sample(&eve);
    token_store_close(&alice);
    token_store_close(&eve);
}

/* Who is named in the header is believed only under the seal. */
static void forged_header(void **state)
{
    struct token_store alice = open_store(USER);
    struct token_store alica = open_store_of(USER, "alica");
    static unsigned char bytes[SEALED_FILE_MAX];
    size_t length;
    unsigned char *name;

    (void) state;
    assert_true(commit(&alice, &sample));
    memcpy(bytes, scratch_read(BINDING, &length), sizeof(bytes));
    name = memmem(bytes, length, "alice", 5);
    assert_non_null(name);
    name[4] = 'a';
    scratch_write_bytes(BINDING, bytes, length);
    assert_binding(&alica, BINDING_LOST);
    assert_binding(&alice, BINDING_LOST);
    token_store_close(&alice);
    token_store_close(&alica);
}

static void swapped_users(void **state)
{
    struct token_store alice = open_store(USER);
    struct token_store bob = open_store(USER + 1);

    (void) state;
    assert_true(commit(&alice, &sample));
    assert_true(commit(&bob, &sample));
    assert_int_equal(renameat2(AT_FDCWD, scratch_path(TOKEN), AT_FDCWD,
                               scratch_path("state/1001.token"),
                               RENAME_EXCHANGE),
                     0);
    assert_binding(&alice, BINDING_KNOWN);
    assert_binding(&bob, BINDING_KNOWN);
    assert_int_equal(
        rename(scratch_path("state/1001.binding"), scratch_path(BINDING)), 0);
    assert_binding(&alice, BINDING_LOST);
    assert_binding(&bob, BINDING_NONE);
    assert_true(commit(&alice, &sample));
    assert_sample(&alice);
    token_store_close(&alice);
    token_store_close(&bob);
}

/* Every bit and every length of a file counts. */
static void damage(const struct token_store *store, const char *file,
                   enum binding binding)
{
    static unsigned char good[SEALED_FILE_MAX + 1];
    static unsigned char bad[sizeof(good)];
    size_t length;

    memcpy(good, scratch_read(file, &length), sizeof(good));
    assert_true(length < SEALED_FILE_MAX);
    for (size_t i = 0; i < length; i++) {
        memcpy(bad, good, length);
        bad[i] ^= (unsigned char) (1 << i % 8);
        scratch_write_bytes(file, bad, length);
        assert_binding(store, binding);
        scratch_write_bytes(file, good, i);
        assert_binding(store, binding);
    }
    good[length] = 0;
    scratch_write_bytes(file, good, length + 1);
    assert_binding(store, binding);
    memset(bad, 0, sizeof(bad));
    scratch_write_bytes(file, bad, sizeof(bad));
    assert_binding(store, binding);
    scratch_write_bytes(file, good, length);
    assert_sample(store);
}

static void damaged_files(void **state)
{
    struct token_store store = open_store(USER);

    (void) state;
    assert_true(commit(&store, &sample));
    damage(&store, BINDING, BINDING_LOST);
    damage(&store, TOKEN, BINDING_KNOWN);
    token_store_close(&store);
}

/* A good file is refused where others could have written or read it. */
static void expose(struct token_store *store, const char *file,
                   enum binding binding)
{
    const char *path = scratch_path(file);

    assert_true(commit(store, &sample));
    assert_int_equal(chmod(path, 0640), 0);
    assert_binding(store, binding);
    assert_int_equal(chmod(path, 0600), 0);
    assert_int_equal(link(path, scratch_path("copy")), 0);
    assert_binding(store, binding);
    unlink(path);
    assert_int_equal(symlink("../copy", path), 0);
    assert_binding(store, binding);
    assert_true(commit(store, &sample));
    assert_sample(store);
    unlink(path);
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_binding(store, binding);
    unlink(path);
    assert_int_equal(mkdir(path, 0700), 0);
    assert_binding(store, binding);
    assert_false(commit(store, &sample));
    assert_int_equal(rmdir(path), 0);
    unlink(scratch_path("copy"));
}

static void unsafe_files(void **state)
{
    struct token_store store = open_store(USER);

    (void) state;
    expose(&store, BINDING, BINDING_LOST);
    expose(&store, TOKEN, BINDING_KNOWN);
    token_store_close(&store);
}

/* What is spent is not read again, even where it cannot be removed. */
static void spent_token(void **state)
{
    struct token_store store = open_store(USER);
    struct token_store next = open_store(USER);

    (void) state;
    assert_true(commit(&store, &sample));
    assert_true(token_store_lock(&store, 0, -1));
    token_store_drop(&store);
    assert_binding(&store, BINDING_KNOWN);
    token_store_unlock(&store);
    assert_binding(&next, BINDING_KNOWN);
    assert_true(commit(&next, &sample));
    assert_binding(&store, BINDING_KNOWN);
    assert_true(commit(&store, &sample));
    assert_sample(&store);
    token_store_close(&store);
    token_store_close(&next);
}

static void unsafe_directories(void **state)
{
    struct settings settings = settings_here();
    struct token_store store;

    (void) state;
    assert_int_equal(mkdir(settings.state_dir, 0750), 0);
    assert_false(token_store_open(&store, &settings, USER, "alice", error));
    assert_non_null(strstr(error, "can be read by others: chmod go= "));
    assert_int_equal(store.lock, -1);
    token_store_close(&store);
    assert_int_equal(rmdir(settings.state_dir), 0);
    assert_int_equal(symlink(scratch, settings.state_dir), 0);
    assert_false(token_store_open(&store, &settings, USER, "alice", error));
    assert_non_null(strstr(error, "is a symbolic link"));
    unlink(settings.state_dir);
    snprintf(settings.state_dir, PATH_SIZE, "%s", scratch_path("a/b"));
    assert_false(token_store_open(&store, &settings, USER, "alice", error));
    assert_non_null(strstr(error, "/a: No such file or directory"));
    settings = settings_here();
    assert_int_equal(mkdir(settings.state_dir, 0700), 0);
    if (geteuid() == 0)
        scratch_foreign("state");
    else
        snprintf(settings.state_dir, PATH_SIZE, "/etc");
    assert_false(token_store_open(&store, &settings, USER, "alice", error));
    assert_non_null(strstr(error, ": must belong to "));
    assert_int_equal(rmdir(scratch_path("state")), 0);
    settings = settings_here();
    snprintf(settings.key_file, PATH_SIZE, "%s",
             scratch_write("bad key", "too short"));
    assert_false(token_store_open(&store, &settings, USER, "alice", error));
    assert_non_null(strstr(error, "must hold 32 bytes"));
    assert_int_equal(store.lock, -1);
}

#define TEST(name)                                                            \
    cmocka_unit_test_setup_teardown(name, scratch_set_up, scratch_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(first_login),        TEST(largest_record),
        TEST(another_client),     TEST(another_machine_issuer_or_key),
        TEST(reused_uid),         TEST(forged_header),
        TEST(swapped_users),      TEST(damaged_files),
        TEST(unsafe_files),       TEST(spent_token),
        TEST(unsafe_directories),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
