/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The sections of the configuration: one that no login can have is refused,
 * and the complaint says which was meant.
 */

#include "keeper/screen.h"

#include "configuration.h"

static const struct {
    const char *section;
    const char *rest; /* of the complaint; NULL: it is known */
} table[] = {
    {"global", NULL},
    {"sshd", NULL},
    {"sudo", NULL},
    {"sudo-i", NULL},
    {"su", NULL},
    {"su-l", NULL},
    {"login", NULL},
    {"cron", NULL},   /* a file */
    {"claims", NULL}, /* this login's own */
    {"strict", NULL}, /* asked for in a file */
    {"ssh", "no PAM service and no service= argument has this name; did you "
            "mean [sshd]?"},
    {"globl", "no PAM service and no service= argument has this name; did you "
              "mean [global]?"},
    {"stric", "no PAM service and no service= argument has this name; did you "
              "mean [strict]?"},
    {"crond", "no PAM service and no service= argument has this name; did you "
              "mean [cron]?"},
    {"clams", "no PAM service and no service= argument has this name; did you "
              "mean [claims]?"},
    {"su-", "no PAM service and no service= argument has this name; did you "
            "mean [su]?"},
    {"apache", "no PAM service and no service= argument has this name"},
    {"polkit-1", "no PAM service and no service= argument has this name"},
    {"other", NULL},
    {"common-auth", "is a file that services include: name the service"},
    {"common-aut", "no PAM service and no service= argument has this name"},
    {"off", "no PAM service and no service= argument has this name"},
};

static void sections(void **state)
{
    char text[512];
    char rest[512];

    (void) state;
    assert_int_equal(mkdir(scratch_path("pam.d"), 0755), 0);
    scratch_write("pam.d/common-auth", "auth required pam_unix.so\n");
    scratch_write("pam.d/other", "auth required pam_deny.so\n");
    scratch_write("pam.d/web", "auth required \\\n pam_claims.so "
                               "[service=strict]\n# pam_claims.so "
                               "service=off\n");
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        bool global = strcmp(table[i].section, "global") == 0;

        snprintf(text, sizeof(text), "%s[%s]\nqr = ask\n",
                 global ? "" : HEAD "\n", table[i].section);
        if (global)
            snprintf(text, sizeof(text), HEAD "qr = ask\n");
        scratch_write("conf", text);
        if (table[i].rest == NULL) {
            assert_loads("claims", false);
            continue;
        }
        snprintf(rest, sizeof(rest), ":5: [%s]: %s", table[i].section,
                 table[i].rest);
        assert_refused("claims", rest);
    }
}

/* A login by service=NAME knows its section, its own service, and no other
 * name on top of those. */
static void known_by_the_login(void **state)
{
    (void) state;
    scratch_write("conf", HEAD "[strict]\nqr = ask\n[corp]\nqr = never\n");
    assert_true(load_section("corp", "strict", false));
    assert_int_equal(settings.qr, QR_ASK);
    assert_true(load_section("strict", "corp", false));
    assert_false(load_section("corp", "corp", false));
    assert_non_null(strstr(error, "/conf:4: [strict]: no PAM service"));
    assert_false(load_section("sshd", "strict", false));
    assert_non_null(strstr(error, "/conf:6: [corp]: no PAM service"));
}

static void no_directory_at_all(void **state)
{
    const char *const directories[] = {"/nonexistent/pam.d", NULL};
    const char *const none[] = {NULL};
    char file[512];
    struct settings_source source = {.file = file,
                                     .service = "sshd",
                                     .section = "sshd",
                                     .pam_directories = directories};

    (void) state;
    snprintf(file, sizeof(file), "%s",
             scratch_write("conf", HEAD "[sshd]\nqr = ask\n"));
    assert_true(settings_load(&source, &settings, error));
    source.pam_directories = none;
    assert_true(settings_load(&source, &settings, error));
    scratch_write("conf", HEAD "[ssh]\nqr = ask\n");
    for (int i = 0; i < 2; i++) {
        source.pam_directories = i == 0 ? none : directories;
        assert_false(settings_load(&source, &settings, error));
        assert_non_null(strstr(error, "/conf:4: [ssh]: no PAM service"));
        assert_non_null(strstr(error, "did you mean [sshd]?"));
    }
}

static void in_a_drop_in(void **state)
{
    (void) state;
    scratch_write("conf", HEAD);
    assert_int_equal(mkdir(scratch_path("conf.d"), 0755), 0);
    scratch_write("conf.d/10.conf", "[globl]\nmode = report\n");
    assert_refused("sshd", ".d/10.conf:1: [globl]: no PAM service and no "
                           "service= argument has this name; did you mean "
                           "[global]?");
}

#define TEST(name)                                                            \
    cmocka_unit_test_setup_teardown(name, scratch_set_up, scratch_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(sections),
        TEST(known_by_the_login),
        TEST(no_directory_at_all),
        TEST(in_a_drop_in),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
