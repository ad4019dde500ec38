/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Which names PAM files have and ask for, whatever else stands in them.
 */

#include "keeper/pam_files.h"

#include "scratch.h"

static char names[4096];
static char etc[512], vendor[512], missing[512];
static const char *const directories[] = {etc, missing, vendor, NULL};

static int set_up(void **state)
{
    int failed = scratch_set_up(state);

    snprintf(etc, sizeof(etc), "%s", scratch_path("etc"));
    snprintf(vendor, sizeof(vendor), "%s", scratch_path("vendor"));
    snprintf(missing, sizeof(missing), "%s", scratch_path("missing"));
    names[0] = '\0';
    return failed || mkdir(etc, 0755) || mkdir(vendor, 0755);
}

static void note(void *context, const char *name, bool asked)
{
    size_t used = strlen(names);

    assert_ptr_equal(context, directories);
    snprintf(names + used, sizeof(names) - used, "%s%s ", asked ? "=" : "",
             name);
}

/* What the file "sshd" alone says, behind its own name. */
static const char *read_rules(const char *text)
{
    names[0] = '\0';
    scratch_write("etc/sshd", text);
    pam_files_names(directories, note, (void *) (uintptr_t) directories);
    assert_memory_equal(names, "sshd ", 5);
    return names + 5;
}

static void rules(void **state)
{
    static const struct {
        const char *text;
        const char *asked;
    } table[] = {
        {"", ""},
        {"auth required pam_claims.so service=strict\n", "=strict "},
        {"auth required pam_claims.so service=strict", "=strict "},
        {"auth [success=ok default=die] /opt/x/pam_claims.so debug "
         "service=strict conf=/etc/x\n",
         "=strict "},
        {"-account\trequired\tpam_claims.so\tservice=a\r\n", "=a "},
        {"auth [success=1 new_authtok_reqd=ok] pam_claims.so "
         "[service=in-brackets]\n",
         "=in-brackets "},
        {"auth required \\\n  pam_claims.so \\ \n service=b\n", "=b "},
        {"auth required pam_claims.so service=a service=b\n", "=a =b "},
        {"auth required pam_claims.so service=a # service=b\n", "=a "},
        {"# auth required pam_claims.so service=a\n", ""},
        {"# a comment \\\nauth required pam_claims.so service=a\n", "=a "},
        {"auth required pam_claims.so # why \\\nauth required pam_unix.so\n",
         ""},
        {"auth required pam_unix.so service=a\n", ""},
        {"auth required pam_claims.so.old service=a\n", ""},
        {"auth required my_pam_claims.so service=a\n", ""},
        {"auth required pam_unix.so service=a pam_claims.so\n", ""},
        {"auth required pam_claims.so\nauth required pam_x.so service=a\n",
         ""},
        {"auth required pam_claims.so my_service=a\n", ""},
        {"auth required pam_claims.so service=\n", "= "},
        {"auth [", ""},
        {"auth required pam_claims.so [service=a", "=a "},
        {"auth required pam_claims.so service=a \\", "=a "},
        {"\\", ""},
        {"\\\n\\\n\\\n", ""},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
        assert_string_equal(read_rules(table[i].text), table[i].asked);
}

static void what_is_no_text_is_passed_over(void **state)
{
    static char large[256 * 1024];
    static const char tail[] = "\nauth required pam_claims.so service=a\n";

    (void) state;
    memset(large, '#', sizeof(large));
    memcpy(large + sizeof(large) - sizeof(tail), tail, sizeof(tail));
    assert_string_equal(read_rules(large), "");
    memcpy(large + 60000, tail, sizeof(tail) - 1);
    assert_string_equal(read_rules(large), "=a ");
    scratch_write_bytes("etc/sshd", "auth\0 pam_claims.so service=a", 29);
    names[0] = '\0';
    pam_files_names(directories, note, (void *) (uintptr_t) directories);
    assert_string_equal(names, "sshd ");
}

static void files(void **state)
{
    (void) state;
    assert_false(pam_files_have(directories, "sshd"));
    pam_files_names(directories, note, (void *) (uintptr_t) directories);
    assert_string_equal(names, "");
    scratch_write("vendor/sshd", "");
    assert_true(pam_files_have(directories, "sshd"));
    assert_false(pam_files_have(directories, "ssh"));
    assert_false(pam_files_have(directories, ""));
    pam_files_names(directories, note, (void *) (uintptr_t) directories);
    assert_string_equal(names, "sshd ");
    /* authselect and NixOS link them. */
    assert_int_equal(symlink("../vendor/sshd", scratch_path("etc/linked")), 0);
    assert_true(pam_files_have(directories, "linked"));
    /* A FIFO without a writer must hold nobody up. */
    assert_int_equal(mkfifo(scratch_path("etc/fifo"), 0600), 0);
    assert_int_equal(mkdir(scratch_path("etc/directory"), 0755), 0);
    assert_int_equal(symlink("nowhere", scratch_path("etc/dangling")), 0);
    scratch_write("etc/.hidden", "");
    assert_false(pam_files_have(directories, "fifo"));
    assert_false(pam_files_have(directories, "directory"));
    assert_false(pam_files_have(directories, "dangling"));
    names[0] = '\0';
    pam_files_names(directories, note, (void *) (uintptr_t) directories);
    assert_string_equal(names, "linked sshd ");
}

static void the_directories_of_libpam(void **state)
{
    static const char *const expected[] = {
        "/etc/pam.d", "/usr/lib/pam.d", "/usr/share/pam.d", "/usr/etc/pam.d"};

    (void) state;
    for (size_t i = 0; i < 4; i++)
        assert_string_equal(pam_files_directories[i], expected[i]);
    assert_null(pam_files_directories[4]);
}

#define TEST(name)                                                            \
    cmocka_unit_test_setup_teardown(name, set_up, scratch_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(rules),
        TEST(what_is_no_text_is_passed_over),
        TEST(files),
        TEST(the_directories_of_libpam),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
