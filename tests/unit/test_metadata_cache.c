/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The metadata in the token store: the same for all users, and nothing from a
 * file that was written for another issuer, by another version or only in
 * part.
 */

#include "store.h"

#define FILE_NAME "state/metadata"
#define ISSUER "https://idp.example"
#define OTHER "https://idp.example/"

static struct metadata metadata;
static struct metadata read_back;

static void fill_metadata(const char *issuer)
{
    memset(&metadata, 0, sizeof(metadata));
    snprintf(metadata.issuer, URL_SIZE, "%s", issuer);
    snprintf(metadata.token_endpoint, URL_SIZE, "%s/token", issuer);
    snprintf(metadata.jwks_uri, URL_SIZE, "%s/keys", issuer);
    snprintf(metadata.keys, KEYS_SIZE, "{\"keys\":[]}");
    metadata.fetched = 1700000000;
}

static struct token_store open_for(const char *issuer)
{
    struct settings settings = settings_here();
    struct token_store store;

    snprintf(settings.issuer, URL_SIZE, "%s", issuer);
    if (!token_store_open(&store, &settings, USER, "alice", error))
        fail_msg("%s", error);
    return store;
}

static void round_trip(void **state)
{
    struct token_store store = open_store(USER);
    struct token_store other = open_store(USER + 1);
    struct token_store foreign = open_for(OTHER);
    struct stat status;

    (void) state;
    umask(0);
    assert_false(token_store_read_metadata(&store, &read_back));
    fill_metadata(ISSUER);
    assert_true(token_store_write_metadata(&store, &metadata));
    assert_true(token_store_read_metadata(&other, &read_back));
    assert_string_equal(read_back.token_endpoint, ISSUER "/token");
    assert_string_equal(read_back.device_endpoint, "");
    assert_string_equal(read_back.keys, "{\"keys\":[]}");
    assert_int_equal(read_back.fetched, 1700000000);
    assert_int_equal(stat(scratch_path(FILE_NAME), &status), 0);
    assert_int_equal(status.st_mode & 07777, 0600);
    assert_false(token_store_read_metadata(&foreign, &read_back));
    fill_metadata(OTHER);
    fill(metadata.keys, KEYS_SIZE);
    fill(metadata.token_endpoint, URL_SIZE);
    fill(metadata.device_endpoint, URL_SIZE);
    fill(metadata.authorization_endpoint, URL_SIZE);
    metadata.names_issuer = true;
    fill(metadata.jwks_uri, URL_SIZE);
    assert_true(token_store_write_metadata(&foreign, &metadata));
    assert_true(token_store_read_metadata(&foreign, &read_back));
    assert_memory_equal(&read_back, &metadata, sizeof(metadata));
    assert_false(token_store_read_metadata(&store, &read_back));
    token_store_close(&store);
    token_store_close(&other);
    token_store_close(&foreign);
}

static void unusable_files(void **state)
{
    struct token_store store = open_store(USER);
    struct record record;
    unsigned char good[512];
    size_t length;

    (void) state;
    fill_metadata(ISSUER);
    assert_true(token_store_write_metadata(&store, &metadata));
    memcpy(good, scratch_read(FILE_NAME, &length), sizeof(good));
    for (size_t i = 0; i < length; i++) {
        scratch_write_bytes(FILE_NAME, good, i);
        assert_false(token_store_read_metadata(&store, &read_back));
    }
    good[length] = 0;
    scratch_write_bytes(FILE_NAME, good, length + 1);
    assert_false(token_store_read_metadata(&store, &read_back));
    scratch_write_bytes("state/1000.token", good, length);
    assert_false(token_store_read(&store, &record));
    good[0]++;
    scratch_write_bytes(FILE_NAME, good, length);
    assert_false(token_store_read_metadata(&store, &read_back));
    good[0]--;
    scratch_write_bytes(FILE_NAME, good, length);
    assert_true(token_store_read_metadata(&store, &read_back));
    assert_int_equal(chmod(scratch_path(FILE_NAME), 0660), 0);
    assert_false(token_store_read_metadata(&store, &read_back));
    token_store_close(&store);
}

#define TEST(name)                                                            \
    cmocka_unit_test_setup_teardown(name, scratch_set_up, scratch_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(round_trip),
        TEST(unusable_files),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
