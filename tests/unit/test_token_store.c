/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The token store: what a record is bound to, and that a bad one is none.
 */

#include "store.h"

#include <errno.h>

/* Store the sample and return the bytes of its file. */
static const unsigned char *store_sample(struct token_store *store,
                                         size_t *ret_length)
{
    struct record record = sample;

    assert_true(commit(store, &record));
    return scratch_read("state/1000", ret_length);
}

static void assert_none(const struct token_store *store)
{
    static const struct record none;
    struct record record = sample;

    assert_false(token_store_read(store, &record));
    assert_memory_equal(&record, &none, sizeof(none));
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
    struct record record = sample;
    struct record read;

    (void) state;
    umask(0);
    store = open_store(USER);
    assert_none(&store);
    assert_false(token_store_commit(&store, &record));
    assert_int_equal(errno, ENOLCK);
    assert_true(commit(&store, &record));
    assert_true(token_store_read(&store, &read));
    assert_memory_equal(&read, &record, sizeof(read));
    assert_int_equal(mode_of("state"), 0700);
    assert_int_equal(mode_of("state/key"), 0400);
    assert_int_equal(mode_of("state/1000"), 0600);
    assert_int_equal(mode_of("state/1000.lock"), 0600);
    token_store_close(&store);
    token_store_close(&store);

    store = open_store(USER);
    assert_true(token_store_read(&store, &read));
    assert_memory_equal(&read, &record, sizeof(read));
    token_store_close(&store);
}

static void largest_record(void **state)
{
    struct token_store store = open_store(USER);
    struct record record = {.binding = BINDING_KNOWN};
    struct record read;
    const unsigned char *bytes;
    size_t length;

    (void) state;
    fill(record.identity.issuer, sizeof(record.identity.issuer));
    fill(record.identity.subject, sizeof(record.identity.subject));
    fill(record.identity.tid, sizeof(record.identity.tid));
    fill(record.identity.oid, sizeof(record.identity.oid));
    fill(record.identity.username, sizeof(record.identity.username));
    fill(record.refresh_token, sizeof(record.refresh_token));
    assert_true(commit(&store, &record));
    assert_true(token_store_read(&store, &read));
    assert_memory_equal(&read, &record, sizeof(read));
    bytes = scratch_read("state/1000", &length);
    assert_null(memmem(bytes, length, "xxx", 3));
    token_store_close(&store);
}

static void bound_to_context(void **state)
{
    struct token_store store = open_store(USER);
    struct settings settings = settings_here();
    struct token_store other;
    size_t length;

    (void) state;
    store_sample(&store, &length);
    snprintf(settings.issuer, URL_SIZE, "https://idp.example/");
    assert_true(token_store_open(&other, &settings, USER, error));
    assert_none(&other);
    token_store_close(&other);
    settings = settings_here();
    snprintf(settings.client.client_id, NAME_SIZE, "ap");
    assert_true(token_store_open(&other, &settings, USER, error));
    assert_none(&other);
    token_store_close(&other);
    other = open_store(USER);
    memcpy(strchr(other.context, '\n'), "\n0123", 5); /* the machine id */
    assert_none(&other);
    token_store_close(&other);
    settings = settings_here();
    snprintf(settings.key_file, PATH_SIZE, "%s", scratch_path("key"));
    assert_false(token_store_open(&other, &settings, USER, error));
    assert_non_null(strstr(error, "/key: No such file or directory"));
    scratch_write("key", "0123456789abcdef0123456789abcdef");
    assert_int_equal(chmod(scratch_path("key"), 0400), 0);
    assert_true(token_store_open(&other, &settings, USER, error));
    assert_none(&other);
    token_store_close(&other);
    token_store_close(&store);
}

static void swapped_users(void **state)
{
    struct token_store alice = open_store(USER);
    struct token_store bob = open_store(USER + 1);
    struct record record = sample;
    size_t length;

    (void) state;
    store_sample(&alice, &length);
    assert_true(commit(&bob, &record));
    assert_int_equal(renameat2(AT_FDCWD, scratch_path("state/1000"), AT_FDCWD,
                               scratch_path("state/1001"), RENAME_EXCHANGE),
                     0);
    assert_none(&alice);
    assert_none(&bob);
    record = sample;
    assert_true(commit(&alice, &record));
    token_store_close(&alice);
    token_store_close(&bob);
}

static void damaged_records(void **state)
{
    struct token_store store = open_store(USER);
    struct record record;
    unsigned char good[4096];
    unsigned char bad[4096];
    size_t length;

    (void) state;
    memcpy(good, store_sample(&store, &length), sizeof(good));
    assert_true(length < sizeof(good));
    for (size_t i = 0; i < length; i++) {
        memcpy(bad, good, length);
        bad[i] ^= (unsigned char) (1 << i % 8);
        scratch_write_bytes("state/1000", bad, length);
        assert_none(&store);
        scratch_write_bytes("state/1000", good, i);
        assert_none(&store);
    }
    memcpy(bad, good, length);
    bad[length] = 0;
    scratch_write_bytes("state/1000", bad, length + 1);
    assert_none(&store);
    memset(bad, 0, sizeof(bad));
    for (int i = 0; i < 10; i++)
        scratch_write_bytes("state/1000", bad, sizeof(bad));
    assert_none(&store);
    scratch_write_bytes("state/1000", good, length);
    assert_true(token_store_read(&store, &record));
    token_store_close(&store);
}

static void unsafe_records(void **state)
{
    struct token_store store = open_store(USER);
    struct record record = sample;
    size_t length;

    (void) state;
    store_sample(&store, &length);
    assert_int_equal(chmod(scratch_path("state/1000"), 0640), 0);
    assert_none(&store);
    assert_int_equal(chmod(scratch_path("state/1000"), 0600), 0);
    assert_int_equal(link(scratch_path("state/1000"), scratch_path("copy")),
                     0);
    assert_none(&store);
    unlink(scratch_path("state/1000"));
    assert_int_equal(symlink("../copy", scratch_path("state/1000")), 0);
    assert_none(&store);
    assert_true(commit(&store, &record));
    assert_true(token_store_read(&store, &record));
    unlink(scratch_path("state/1000"));
    assert_int_equal(mkfifo(scratch_path("state/1000"), 0600), 0);
    assert_none(&store);
    unlink(scratch_path("state/1000"));
    assert_int_equal(mkdir(scratch_path("state/1000"), 0700), 0);
    assert_none(&store);
    assert_false(commit(&store, &record));
    token_store_close(&store);
}

static void unsafe_folders(void **state)
{
    struct settings settings = settings_here();
    struct token_store store;

    (void) state;
    assert_int_equal(mkdir(settings.state_dir, 0750), 0);
    assert_false(token_store_open(&store, &settings, USER, error));
    assert_non_null(strstr(error, "can be read by others, chmod go= it"));
    assert_int_equal(store.lock, -1);
    token_store_close(&store);
    assert_int_equal(rmdir(settings.state_dir), 0);
    assert_int_equal(symlink(scratch, settings.state_dir), 0);
    assert_false(token_store_open(&store, &settings, USER, error));
    assert_non_null(strstr(error, "is a symbolic link"));
    unlink(settings.state_dir);
    snprintf(settings.state_dir, PATH_SIZE, "%s", scratch_path("a/b"));
    assert_false(token_store_open(&store, &settings, USER, error));
    assert_non_null(strstr(error, "/a: No such file or directory"));
    settings = settings_here();
    assert_int_equal(mkdir(settings.state_dir, 0700), 0);
    if (geteuid() == 0)
        scratch_foreign("state");
    else
        snprintf(settings.state_dir, PATH_SIZE, "/etc");
    assert_false(token_store_open(&store, &settings, USER, error));
    assert_non_null(strstr(error, "belongs to the wrong user, chown it"));
    assert_int_equal(rmdir(scratch_path("state")), 0);
    settings = settings_here();
    snprintf(settings.key_file, PATH_SIZE, "%s",
             scratch_write("bad key", "too short"));
    assert_false(token_store_open(&store, &settings, USER, error));
    assert_non_null(strstr(error, "must hold 32 bytes"));
    assert_int_equal(store.lock, -1);
}

#define TEST(name)                                                            \
    cmocka_unit_test_setup_teardown(name, scratch_set_up, scratch_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(first_login),    TEST(largest_record),  TEST(bound_to_context),
        TEST(swapped_users),  TEST(damaged_records), TEST(unsafe_records),
        TEST(unsafe_folders),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
