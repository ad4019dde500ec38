/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Formats grow and are never forgotten: what each version of the format wrote
 * is read by this one.  data/store-N holds a user's files in format N.
 *
 * "test_store_formats FOLDER" writes the files of the newest format there.
 */

#include "store.h"

#include <errno.h>

enum { FORMATS = 1 };

static const char *const files[] = {"key", "1000.binding", "1000.token"};

/* The store of alice on a machine of this id. */
static struct token_store open_sample(void)
{
    struct token_store store = open_store(USER);

    snprintf(store.sealer.machine, WORD_SIZE,
             "0123456789abcdef0123456789abcdef");
    return store;
}

/* Put a file of that format into the scratch folder. */
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
        struct token_store store;

        for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
            take(format, files[i]);
        store = open_sample();
        assert_true(token_store_read(&store, &record));
        assert_memory_equal(&record, &sample, sizeof(record));
        token_store_close(&store);
    }
}

/* A format that is not known yet is not guessed at. */
static void later_format(void **state)
{
    static unsigned char bytes[SEALED_FILE_MAX];
    struct token_store store = open_sample();
    static struct record record;
    size_t length;

    (void) state;
    assert_true(commit(&store, &sample));
    memcpy(bytes, scratch_read("state/1000.binding", &length), sizeof(bytes));
    assert_memory_equal(bytes, "\0\0\0\x0apam_claims\x01", 15);
    bytes[14]++;
    scratch_write_bytes("state/1000.binding", bytes, length);
    assert_false(token_store_read(&store, &record));
    assert_int_equal(record.binding, BINDING_LOST);
    assert_non_null(strstr(record.complaint, "later version"));
    token_store_close(&store);
}

static void write_files(void **state)
{
    struct token_store store = open_sample();

    (void) state;
    assert_true(commit(&store, &sample));
    token_store_close(&store);
}

#define TEST(name)                                                            \
    cmocka_unit_test_setup_teardown(name, scratch_set_up, scratch_tear_down)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        TEST(every_format),
        TEST(later_format),
    };
    const struct CMUnitTest writing[] = {cmocka_unit_test(write_files)};

    if (argc < 2)
        return cmocka_run_group_tests(tests, NULL, NULL);
    snprintf(scratch, sizeof(scratch), "%s", argv[1]);
    return cmocka_run_group_tests(writing, NULL, NULL);
}
