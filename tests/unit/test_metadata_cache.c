/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The metadata cache: one file per issuer, and nothing from a file that was
 * written for another issuer, by another version or only in part.
 */

#include "keeper/metadata_cache.h"

#include "store.h"

#include <errno.h>
#include <sys/file.h>

#define ISSUER "https://idp.example"
#define OTHER "https://idp.example/"

static struct metadata metadata;
static struct metadata read_back;

static void
fill_metadata(const char *issuer)
{
    memset(&metadata, 0, sizeof(metadata));
    snprintf(metadata.issuer, URL_SIZE, "%s", issuer);
    snprintf(metadata.token_endpoint, URL_SIZE, "%s/token", issuer);
    snprintf(metadata.jwks_uri, URL_SIZE, "%s/keys", issuer);
    snprintf(metadata.keys, KEYS_SIZE, "{\"keys\":[]}");
    metadata.fetched = 1700000000;
}

/* The cache's file, relative to the scratch folder. */
static const char *
file_of(const char *issuer)
{
    static char name[NAME_SIZE];
    char hex[SEAL_FINGERPRINT_SIZE];

    assert_true(seal_fingerprint(issuer, hex));
    snprintf(name, sizeof(name), "state/metadata-%s", hex);
    return name;
}

static void
round_trip(void **state)
{
    struct token_store store = open_store(USER);
    struct token_store other = open_store(USER + 1);
    struct stat status;

    (void) state;
    umask(0);
    assert_false(metadata_cache_read(&store, ISSUER, &read_back));
    fill_metadata(ISSUER);
    assert_true(metadata_cache_write(&store, &metadata));
    assert_true(metadata_cache_read(&other, ISSUER, &read_back));
    assert_string_equal(read_back.token_endpoint, ISSUER "/token");
    assert_string_equal(read_back.device_endpoint, "");
    assert_string_equal(read_back.keys, "{\"keys\":[]}");
    assert_int_equal(read_back.fetched, 1700000000);
    assert_int_equal(stat(scratch_path(file_of(ISSUER)), &status), 0);
    assert_int_equal(status.st_mode & 07777, 0600);
    assert_false(metadata_cache_read(&store, OTHER, &read_back));
    fill_metadata(OTHER);
    fill(metadata.keys, KEYS_SIZE);
    fill(metadata.token_endpoint, URL_SIZE);
    fill(metadata.device_endpoint, URL_SIZE);
    fill(metadata.jwks_uri, URL_SIZE);
    assert_true(metadata_cache_write(&store, &metadata));
    assert_true(metadata_cache_read(&store, OTHER, &read_back));
    assert_string_equal(read_back.keys, metadata.keys);
    assert_true(metadata_cache_read(&store, ISSUER, &read_back));
    token_store_close(&store);
    token_store_close(&other);
}

static void
unusable_files(void **state)
{
    struct token_store store = open_store(USER);
    unsigned char good[512];
    size_t length;

    (void) state;
    fill_metadata(ISSUER);
    assert_true(metadata_cache_write(&store, &metadata));
    memcpy(good, scratch_read(file_of(ISSUER), &length), sizeof(good));
    for (size_t i = 0; i < length; i++) {
        scratch_write_bytes(file_of(ISSUER), good, i);
        assert_false(metadata_cache_read(&store, ISSUER, &read_back));
    }
    good[length] = 0;
    scratch_write_bytes(file_of(ISSUER), good, length + 1);
    assert_false(metadata_cache_read(&store, ISSUER, &read_back));
    scratch_write_bytes(file_of(OTHER), good, length);
    assert_false(metadata_cache_read(&store, OTHER, &read_back));
    good[0]++;
    scratch_write_bytes(file_of(ISSUER), good, length);
    assert_false(metadata_cache_read(&store, ISSUER, &read_back));
    good[0]--;
    scratch_write_bytes(file_of(ISSUER), good, length);
    assert_true(metadata_cache_read(&store, ISSUER, &read_back));
    assert_int_equal(chmod(scratch_path(file_of(ISSUER)), 0660), 0);
    assert_false(metadata_cache_read(&store, ISSUER, &read_back));
    token_store_close(&store);
}

static void
one_writer(void **state)
{
    struct token_store store = open_store(USER);
    struct token_store other = open_store(USER);

    (void) state;
    fill_metadata(ISSUER);
    assert_int_equal(flock(other.folder, LOCK_EX), 0);
    assert_false(metadata_cache_write(&store, &metadata));
    assert_int_equal(errno, EWOULDBLOCK);
    token_store_close(&other);
    other = open_store(USER);
    assert_true(metadata_cache_write(&store, &metadata));
    assert_true(metadata_cache_write(&other, &metadata));
    token_store_close(&other);
    token_store_close(&store);
}

#define TEST(name)                                                            \
    cmocka_unit_test_setup_teardown(name, scratch_set_up, scratch_tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(round_trip),
        TEST(unusable_files),
        TEST(one_writer),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
