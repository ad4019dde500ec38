/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Host keys: what a file may hold, whose name a key is good for, and that a
 * file that is spoilt changes nothing.
 */

#include "scratch.h"

#include "relay/keys.h"
#include "relay/keys_file.h"

#include <sys/resource.h>

/* The hash of "key-1", by sha256sum(1). */
#define HASH "vil0VGl443OebW2oXEvp8zTOMt8rn9S2_xtVwNV-nUQ"
#define OTHER "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

static char error[LINE_SIZE];
static struct keys_list list;

static bool parse(const char *text)
{
    static char copy[4096];

    (void) snprintf(copy, sizeof(copy), "%s", text);
    return keys_parse(copy, &list, error);
}

static void names_are_matched(void **state)
{
    static const struct {
        const char *pattern, *host;
        bool matches;
    } rows[] = {
        {"web01", "web01", true},
        {"web01", "WEB01", true},
        {"Web01", "web01", true},
        {"web01", "web011", false},
        {"web01", "aweb01", false},
        {"web*", "web", true},
        {"web*", "web01.a.b", true},
        {"web*", "aweb1", false},
        {"*", "anything.at.all", true},
        {"*.a.b", "x.a.b", true},
        {"*.a.b", "a.b", false},
        {"a*c*e", "abcde", true},
        {"a*c*e", "abde", false},
        {"web01", "", false},
        {"*", "", true},
        {"web[0]1", "web01", true},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]) - 1; i++)
        if (keys_name_matches(rows[i].pattern, rows[i].host) !=
            rows[i].matches)
            fail_msg("%s %s", rows[i].pattern, rows[i].host);
    /* What fnmatch(3) would read in it is no name. */
    assert_false(keys_name_fits("web[0]1"));
}

static void names_are_judged(void **state)
{
    char name[NAME_SIZE + 1];

    (void) state;
    assert_true(keys_name_fits("web01.example.com"));
    assert_true(keys_name_fits("WEB_*-1"));
    assert_false(keys_name_fits(""));
    assert_false(keys_name_fits("web 1"));
    assert_false(keys_name_fits("web?"));
    assert_false(keys_name_fits("web\n"));
    assert_false(keys_name_fits("w\xc3\xa9"));
    memset(name, 'a', NAME_SIZE);
    name[NAME_SIZE] = '\0';
    assert_false(keys_name_fits(name));
    name[NAME_SIZE - 1] = '\0';
    assert_true(keys_name_fits(name));
}

static void a_file_is_what_was_printed(void **state)
{
    static const char text[] =
        HASH " 2026-12-01 web*\n" OTHER " 2026-12-02 db01\n";
    char *printed;

    (void) state;
    assert_true(parse("# comment\n\n" HASH " 2026-12-01 web*\n" OTHER
                      " 2026-12-02 db01"));
    assert_int_equal(list.count, 2);
    assert_string_equal(list.entries[0].name, "web*");
    assert_string_equal(list.entries[1].added, "2026-12-02");
    printed = keys_print(&list);
    assert_string_equal(printed, text);
    free(printed);
    keys_forget(&list);
    assert_true(parse(""));
    assert_int_equal(list.count, 0);
    keys_forget(&list);
}

static void what_is_no_key(void **state)
{
    static const char *const lines[] = {
        "x",
        HASH,
        HASH " 2026-12-01",
        HASH " 2026-12-01 ",
        HASH " 2026-12-01 web 1",
        HASH "A 2026-12-01 web01",
        " " HASH " 2026-12-01 web01",
        HASH "  2026-12-01 web01",
        "vil0VGl443OebW2oXEvp8zTOMt8rn9S2_xtVwNV-nU 2026-12-01 web01",
        "!il0VGl443OebW2oXEvp8zTOMt8rn9S2_xtVwNV-nUQ 2026-12-01 web01",
        HASH " 2026-12-01 web01\r",
    };

    (void) state;
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        char text[256];

        (void) snprintf(text, sizeof(text), "# first\n%s\n", lines[i]);
        if (parse(text))
            fail_msg("%s", lines[i]);
        assert_non_null(strstr(error, "line 2: "));
        assert_int_equal(list.count, 0);
    }
}

static void a_key_is_found_by_its_hash(void **state)
{
    struct keys *keys = keys_open(scratch_path("keys"));

    (void) state;
    assert_true(keys_refresh(keys, true, error));
    assert_null(keys_find(keys, "key-1"));
    scratch_write("keys",
                  OTHER " 2026-12-01 db01\n" HASH " 2026-12-01 web*\n");
    assert_int_equal(chmod(scratch_path("keys"), 0600), 0);
    assert_true(keys_refresh(keys, false, error));
    assert_string_equal(keys_find(keys, "key-1"), "web*");
    assert_null(keys_find(keys, "key-2"));
    assert_null(keys_find(keys, ""));
    keys_close(keys);
}

static void a_spoilt_file_changes_nothing(void **state)
{
    struct keys *keys = keys_open(scratch_path("keys"));

    (void) state;
    scratch_write("keys", HASH " 2026-12-01 web*\n");
    assert_int_equal(chmod(scratch_path("keys"), 0600), 0);
    assert_true(keys_refresh(keys, true, error));
    scratch_write("keys", HASH " 2026-12-01 web* and more\n");
    assert_false(keys_refresh(keys, true, error));
    assert_non_null(strstr(error, "line 1: is no key"));
    assert_string_equal(keys_find(keys, "key-1"), "web*");
    /* Told once. */
    assert_true(keys_refresh(keys, false, error));
    assert_int_equal(chmod(scratch_path("keys"), 0644), 0);
    assert_false(keys_refresh(keys, true, error));
    assert_non_null(strstr(error, "chmod 600"));
    assert_int_equal(unlink(scratch_path("keys")), 0);
    assert_true(keys_refresh(keys, false, error));
    assert_null(keys_find(keys, "key-1"));
    keys_close(keys);
}

/* A service that has no descriptor left at that moment must not let a key in
 * for ever that was revoked. */
static void a_file_that_cannot_be_read_is_tried_again(void **state)
{
    struct keys *keys = keys_open(scratch_path("keys"));
    struct rlimit none;
    struct rlimit limit;

    (void) state;
    scratch_write("keys", HASH " 2026-12-01 web*\n");
    assert_int_equal(chmod(scratch_path("keys"), 0600), 0);
    assert_true(keys_refresh(keys, true, error));
    assert_non_null(keys_find(keys, "key-1"));
    scratch_write("keys", OTHER " 2026-12-01 db01\n# another size\n");
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
    none = (struct rlimit){.rlim_cur = 0, .rlim_max = limit.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
    assert_false(keys_refresh(keys, false, error));
    assert_false(keys_refresh(keys, false, error));
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
    assert_non_null(keys_find(keys, "key-1"));
    assert_true(keys_refresh(keys, false, error));
    assert_null(keys_find(keys, "key-1"));
    keys_close(keys);
}

static void a_file_is_replaced_as_a_whole(void **state)
{
    struct keys_file file;
    struct stat status;
    char left[64];
    char *text;

    (void) state;
    assert_true(keys_file_open(&file, scratch_path("new/keys"), true));
    text = keys_file_read(&file);
    assert_string_equal(text, "");
    free(text);
    assert_true(keys_file_write(&file, "one\n"));
    /* What a run has left behind that was cut off. */
    (void) snprintf(left, sizeof(left), "new/.keys.%d", (int) getpid());
    scratch_write(left, "half");
    assert_true(keys_file_write(&file, "two\n"));
    text = keys_file_read(&file);
    assert_string_equal(text, "two\n");
    free(text);
    keys_file_close(&file);
    assert_int_equal(stat(scratch_path("new/keys"), &status), 0);
    assert_int_equal(status.st_mode & 07777, 0600);
    assert_int_equal(access(scratch_path(left), F_OK), -1);
    assert_int_equal(stat(scratch_path("new"), &status), 0);
    assert_int_equal(status.st_mode & 07777, 0700);
}

static void files_that_others_could_have_written(void **state)
{
    struct keys_file file;

    (void) state;
    assert_false(keys_file_open(&file, "keys", false));
    assert_false(keys_file_open(&file, scratch_path("no/keys"), false));
    assert_int_equal(chmod(scratch_path(""), 0777), 0);
    assert_false(keys_file_open(&file, scratch_path("keys"), false));
    assert_non_null(strstr(file.error, "chmod go-w"));
    keys_file_close(&file);
    assert_int_equal(chmod(scratch_path(""), 0700), 0);
    assert_int_equal(symlink("/etc/passwd", scratch_path("keys")), 0);
    assert_true(keys_file_open(&file, scratch_path("keys"), false));
    assert_null(keys_file_read(&file));
    keys_file_close(&file);
    scratch_write("other", "x");
    assert_int_equal(unlink(scratch_path("keys")), 0);
    assert_int_equal(link(scratch_path("other"), scratch_path("keys")), 0);
    assert_true(keys_file_open(&file, scratch_path("keys"), false));
    assert_null(keys_file_read(&file));
    assert_non_null(strstr(file.error, "one name"));
    keys_file_close(&file);
}

#define TEST(name)                                                            \
    cmocka_unit_test_setup_teardown(name, scratch_set_up, scratch_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(names_are_matched),
        TEST(names_are_judged),
        TEST(a_file_is_what_was_printed),
        TEST(what_is_no_key),
        TEST(a_key_is_found_by_its_hash),
        TEST(a_spoilt_file_changes_nothing),
        TEST(a_file_that_cannot_be_read_is_tried_again),
        TEST(a_file_is_replaced_as_a_whole),
        TEST(files_that_others_could_have_written),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
