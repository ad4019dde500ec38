/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Formats grow and are never forgotten: what each version of the format wrote
 * is read by this one.  data/store-N holds a user's files in format N.
 *
 * "test_store_formats DIRECTORY" writes the files of the newest format there.
 */

#include "store.h"

#include <errno.h>

enum { FORMATS = 1 };

static const char *const files[] = {"key", "1000.binding", "1000.token",
                                    "metadata"};

static const struct metadata published = {
    .issuer = "https://idp.example",
    .token_endpoint = "https://idp.example/token",
    .device_endpoint = "https://idp.example/device",
    .authorization_endpoint = "https://idp.example/authorize",
    .userinfo_endpoint = "https://idp.example/userinfo",
    .refused = "device_authorization_endpoint at other.example",
    .client_auth = CLIENT_AUTH_POST,
    .names_issuer = true,
    .jwks_uri = "https://idp.example/keys",
    .keys = "{\"keys\":[]}",
    .fetched = 1700000000,
};

/* The store of alice on a machine of this id. */
static struct token_store open_sample(void)
{
    struct token_store store = open_store(USER);

    snprintf(store.sealer.machine, WORD_SIZE,
             "0123456789abcdef0123456789abcdef");
    return store;
}

/* Put a file of that format into the scratch directory. */
static void take(int format, const char *name)
{
    static unsigned char bytes[SEALED_FILE_MAX];
    const char *source = getenv("top_srcdir");
    char path[512];
    ssize_t length;
    int file;

    snprintf(path, sizeof(path), "%s/tests/unit/data/store-%d/%s",
             source == NULL ? "." : source, format, name);
    file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        fail_msg("%s: %s", path, strerror(errno));
    length = read(file, bytes, sizeof(bytes));
    assert_true(length > 0);
    close(file);
    snprintf(path, sizeof(path), "state/%s", name);
    scratch_write_bytes(path, bytes, (size_t) length);
}

static void every_format(void **state)
{
    (void) state;
    assert_int_equal(mkdir(scratch_path("state"), 0700), 0);
    for (int format = 1; format <= FORMATS; format++) {
        static struct record record;
        static struct metadata metadata;
        struct token_store store;

        for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
            take(format, files[i]);
        store = open_sample();
        assert_true(token_store_read(&store, &record));
        assert_memory_equal(&record, &sample, sizeof(record));
        memset(&metadata, 'x', sizeof(metadata));
        assert_true(token_store_read_metadata(&store, &metadata));
        assert_memory_equal(&metadata, &published, sizeof(metadata));
        token_store_close(&store);
    }
}

/* --- A program of a later version, which keeps one member more. */

struct later {
    struct record record;
    int64_t more;
};

static FIELDS(later, FIELD(later, record.identity.issuer),
              FIELD(later, record.identity.subject),
              FIELD(later, record.identity.tid),
              FIELD(later, record.identity.oid),
              FIELD(later, record.identity.username), FIELD(later, more));
static const struct field first_fields[] = {
    FIELD(later, record.identity.issuer),
    FIELD(later, record.identity.subject),
    FIELD(later, record.identity.tid),
    FIELD(later, record.identity.oid),
    FIELD(later, record.identity.username),
    {FIELD_END, 0, 0, NULL}};
static const struct field later_token_fields[] = {
    FIELD(later, record.refresh_token),
    FIELD(later, more),
    {FIELD_END, 0, 0, NULL}};
static const struct field first_token_fields[] = {
    FIELD(later, record.refresh_token), {FIELD_END, 0, 0, NULL}};

static const struct sealed_kind later_kinds[] = {
    {".binding", false, {first_fields, later_fields}},
    {".token", true, {first_token_fields, later_token_fields}},
};

enum { KINDS = sizeof(later_kinds) / sizeof(later_kinds[0]) };

static const char *path_of(const struct sealed_kind *kind)
{
    char name[64];

    snprintf(name, sizeof(name), "state/1000%s", kind->suffix);
    return scratch_path(name);
}

/* Read both files as that version does. */
static void read_later(const struct token_store *store,
                       struct later *ret_later)
{
    for (int i = 0; i < KINDS; i++) {
        error[0] = '\0';
        assert_int_equal(sealed_file_read(&store->sealer,
                                          path_of(&later_kinds[i]),
                                          &later_kinds[i], ret_later, error),
                         SEALED_GOOD);
        assert_string_equal(error, "");
    }
    ret_later->record.binding = BINDING_KNOWN;
}

/* Write one as that version does. */
static void write_later(const struct token_store *store, int kind,
                        const struct later *later)
{
    static unsigned char bytes[SEALED_FILE_MAX];
    struct frame content = frame_over(bytes, sizeof(bytes));
    char name[64];

    assert_true(sealed_file_content(&store->sealer,
                                    path_of(&later_kinds[kind]),
                                    &later_kinds[kind], later, &content));
    snprintf(name, sizeof(name), "state/1000%s", later_kinds[kind].suffix);
    scratch_write_bytes(name, bytes, content.length);
}

/* Nobody has to sign in because of an upgrade. */
static void later_versions_read_this_one(void **state)
{
    static struct later later = {.more = -1};
    struct token_store store;

    (void) state;
    assert_int_equal(mkdir(scratch_path("state"), 0700), 0);
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
        take(FORMATS, files[i]);
    store = open_sample();
    read_later(&store, &later);
    assert_memory_equal(&later.record, &sample, sizeof(sample));
    assert_int_equal(later.more, -1);

    /* And what that version writes it reads. */
    later.more = 7;
    for (int i = 0; i < KINDS; i++)
        write_later(&store, i, &later);
    memset(&later, 0, sizeof(later));
    read_later(&store, &later);
    assert_memory_equal(&later.record, &sample, sizeof(sample));
    assert_int_equal(later.more, 7);
    token_store_close(&store);
}

/* A format that is not known yet is not guessed at: a binding is lost for the
 * time being, and a token is none. */
static void this_version_reads_no_later_one(void **state)
{
    struct later later = {.record = sample, .more = 7};
    struct token_store store = open_sample();
    static struct record record;
    size_t length;

    (void) state;
    assert_true(commit(&store, &sample));
    assert_memory_equal(scratch_read("state/1000.binding", &length),
                        "\0\0\0\x0apam_claims\x01", 15);
    write_later(&store, 1, &later);
    assert_memory_equal(scratch_read("state/1000.token", &length),
                        "\0\0\0\x0apam_claims\x02", 15);
    assert_false(token_store_read(&store, &record));
    assert_int_equal(record.binding, BINDING_KNOWN);
    assert_string_equal(record.refresh_token, "");

    write_later(&store, 0, &later);
    assert_false(token_store_read(&store, &record));
    assert_int_equal(record.binding, BINDING_LOST);
    assert_string_equal(record.identity.subject, "");
    assert_non_null(strstr(record.complaint, "later version"));
    token_store_close(&store);
}

static void write_files(void **state)
{
    struct token_store store = open_sample();

    (void) state;
    assert_true(commit(&store, &sample));
    assert_true(token_store_write_metadata(&store, &published));
    token_store_close(&store);
}

#define TEST(name)                                                            \
    cmocka_unit_test_setup_teardown(name, scratch_set_up, scratch_tear_down)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        TEST(every_format),
        TEST(later_versions_read_this_one),
        TEST(this_version_reads_no_later_one),
    };
    const struct CMUnitTest writing[] = {cmocka_unit_test(write_files)};

    if (argc < 2)
        return cmocka_run_group_tests(tests, NULL, NULL);
    snprintf(scratch, sizeof(scratch), "%s", argv[1]);
    return cmocka_run_group_tests(writing, NULL, NULL);
}
