/* SPDX-License-Identifier: BSD-2-Clause
 *
 * When a silent success may count, and when who is exempt gets in: every
 * configuration against every way in which a login can look.
 */

#include "keeper/first_factor.h"
#include "keeper/local_password.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static bool password_is_set;
static const char *asked_for;

bool local_password_is_set(const char *user)
{
    asked_for = user;
    return password_is_set;
}

enum {
    EVIDENCE = FIRST_FACTOR_EVIDENCE,
    STACK = FIRST_FACTOR_STACK,
    NONE = FIRST_FACTOR_NONE
};

static const struct row {
    const char *what;
    int phase, host, first_factor, subject;
    const char *accepted, *methods;
    bool evidence_unix, set, password;
    bool shown, silent;
} rows[] = {
    {"nothing", PHASE_AUTH, HOST_SSHD, EVIDENCE, SUBJECT_USER, "publickey", "",
     false, true, false, false, false},
    {"a password that nobody judged", PHASE_AUTH, HOST_SSHD, EVIDENCE,
     SUBJECT_USER, "publickey", "", false, true, true, false, false},
    {"a key", PHASE_AUTH, HOST_SSHD, EVIDENCE, SUBJECT_USER, "publickey",
     "publickey", false, false, false, true, true},
    {"a key of sshd does not ask whose identity counts", PHASE_AUTH, HOST_SSHD,
     EVIDENCE, SUBJECT_CALLER, "publickey", "publickey", false, false, false,
     true, true},
    {"the second of two methods", PHASE_AUTH, HOST_SSHD, EVIDENCE,
     SUBJECT_USER, "publickey", "hostbased publickey", false, false, false,
     true, true},
    {"Kerberos, not listed", PHASE_AUTH, HOST_SSHD, EVIDENCE, SUBJECT_USER,
     "publickey", "gssapi-with-mic", false, false, false, false, false},
    {"Kerberos, listed", PHASE_AUTH, HOST_SSHD, EVIDENCE, SUBJECT_USER,
     "publickey gssapi-with-mic", "gssapi-with-mic", false, false, false, true,
     true},
    {"hostbased, listed", PHASE_AUTH, HOST_SSHD, EVIDENCE, SUBJECT_USER,
     "hostbased", "hostbased", false, false, false, true, true},
    {"hostbased, listed without the key that was used", PHASE_AUTH, HOST_SSHD,
     EVIDENCE, SUBJECT_USER, "hostbased", "publickey", false, false, false,
     false, false},
    {"the beginning of a listed name", PHASE_AUTH, HOST_SSHD, EVIDENCE,
     SUBJECT_USER, "gssapi-with-mic", "gssapi", false, false, false, false,
     false},
    {"a name that begins like a listed one", PHASE_AUTH, HOST_SSHD, EVIDENCE,
     SUBJECT_USER, "publickey", "publickey-sk", false, false, false, false,
     false},
    {"an empty list", PHASE_AUTH, HOST_SSHD, EVIDENCE, SUBJECT_USER, "",
     "publickey", false, false, false, false, false},
    {"pam_unix", PHASE_AUTH, HOST_SUDO, EVIDENCE, SUBJECT_USER, "publickey",
     "", true, true, true, true, true},
    {"pam_unix of a blank password", PHASE_AUTH, HOST_SUDO, EVIDENCE,
     SUBJECT_USER, "publickey", "", true, false, true, false, false},
    {"pam_unix, for the target of su", PHASE_AUTH, HOST_SU, EVIDENCE,
     SUBJECT_CALLER, "publickey", "", true, true, true, false, false},
    {"pam_unix of a blank password beside a key", PHASE_AUTH, HOST_SSHD,
     EVIDENCE, SUBJECT_USER, "publickey", "publickey", true, false, true, true,
     true},
    {"stack, in sudo", PHASE_AUTH, HOST_SUDO, STACK, SUBJECT_USER, "publickey",
     "", false, false, false, true, true},
    {"stack, for the caller of su", PHASE_AUTH, HOST_SU, STACK, SUBJECT_CALLER,
     "publickey", "", false, false, false, true, true},
    {"stack, sshd, nothing", PHASE_AUTH, HOST_SSHD, STACK, SUBJECT_USER,
     "publickey", "", false, true, false, false, false},
    {"stack, sshd, a password", PHASE_AUTH, HOST_SSHD, STACK, SUBJECT_USER,
     "publickey", "", false, false, true, true, true},
    {"stack, sshd, a method that is not listed", PHASE_AUTH, HOST_SSHD, STACK,
     SUBJECT_USER, "publickey", "hostbased", false, false, false, true, true},
    {"none, a key", PHASE_AUTH, HOST_SSHD, NONE, SUBJECT_USER, "publickey",
     "publickey", false, false, false, true, false},
    {"none, pam_unix", PHASE_AUTH, HOST_SUDO, NONE, SUBJECT_USER, "publickey",
     "", true, true, true, true, false},
    {"none, nothing", PHASE_AUTH, HOST_SUDO, NONE, SUBJECT_USER, "publickey",
     "", false, true, false, false, false},
    {"account phase", PHASE_ACCOUNT, HOST_SSHD, EVIDENCE, SUBJECT_USER,
     "publickey", "", false, false, false, true, true},
    {"account phase, stack", PHASE_ACCOUNT, HOST_SSHD, STACK, SUBJECT_USER,
     "publickey", "", false, false, false, true, true},
    {"account phase, none", PHASE_ACCOUNT, HOST_SSHD, NONE, SUBJECT_USER,
     "publickey", "", false, false, false, true, true},
};

static struct settings settings;
static struct login login;

static void build(const struct row *row)
{
    settings = (struct settings){.first_factor = row->first_factor,
                                 .subject = row->subject,
                                 .exempt_users = "root rescue"};
    strcpy(settings.ssh_methods, row->accepted);
    login = (struct login){.phase = row->phase,
                           .host = row->host,
                           .user = "alice",
                           .evidence_unix = row->evidence_unix,
                           .password = row->password};
    strcpy(login.methods, row->methods);
    password_is_set = row->set;
    asked_for = NULL;
}

static void every_way_in(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        build(&rows[i]);
        if (first_factor_allows_silence(&settings, &login) != rows[i].silent)
            fail_msg("silent: %s", rows[i].what);
        if (first_factor_exempts(&settings, &login, "rescue") != rows[i].shown)
            fail_msg("exempt: %s", rows[i].what);
        if (first_factor_exempts(&settings, &login, "resc") ||
            first_factor_exempts(&settings, &login, "alice") ||
            first_factor_exempts(&settings, &login, ""))
            fail_msg("exempt is somebody else: %s", rows[i].what);
        if (rows[i].shown)
            assert_string_equal(first_factor_flaw(&settings, &login), "");
    }
}

/* It is the user's own entry that is looked at, and only where it matters. */
static void whose_password(void **state)
{
    (void) state;
    build(&rows[0]);
    (void) first_factor_allows_silence(&settings, &login);
    assert_null(asked_for);
    login.evidence_unix = true;
    assert_true(first_factor_allows_silence(&settings, &login));
    assert_ptr_equal(asked_for, login.user);
}

static void nobody_is_exempt_by_default(void **state)
{
    (void) state;
    build(&rows[2]);
    settings.exempt_users[0] = '\0';
    assert_false(first_factor_exempts(&settings, &login, "rescue"));
    assert_false(first_factor_exempts(&settings, &login, ""));
}

static void flaws(void **state)
{
    static const struct {
        const char *row, *flaw;
    } table[] = {
        {"nothing", ""},
        {"none, nothing", ""},
        {"a password that nobody judged", ""},
        {"pam_unix, for the target of su", ""},
        {"pam_unix of a blank password", "blank"},
        {"stack, sshd, nothing", "first_factor = stack counts for nothing"},
        {"Kerberos, not listed", "ssh_methods"},
    };
    size_t found = 0;

    (void) state;
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
        for (size_t r = 0; r < sizeof(rows) / sizeof(rows[0]); r++) {
            const char *flaw;

            if (strcmp(rows[r].what, table[i].row) != 0)
                continue;
            build(&rows[r]);
            flaw = first_factor_flaw(&settings, &login);
            assert_int_equal(flaw[0] == '\0', table[i].flaw[0] == '\0');
            assert_non_null(strstr(flaw, table[i].flaw));
            found++;
        }
    assert_int_equal(found, sizeof(table) / sizeof(table[0]));
}

/* A line behind `substack` is reached with a password that was refused. */
static void a_wrong_password(void **state)
{
    static const struct {
        int phase, first_factor;
        bool wrong, set, failed;
    } table[] = {
        {PHASE_AUTH, EVIDENCE, true, true, true},
        {PHASE_AUTH, NONE, true, true, true},
        {PHASE_AUTH, EVIDENCE, false, true, false},
        /* It is another module's to judge. */
        {PHASE_AUTH, EVIDENCE, true, false, false},
        {PHASE_AUTH, STACK, true, true, false},
        {PHASE_AUTH, STACK, true, false, false},
        {PHASE_ACCOUNT, EVIDENCE, true, true, false},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        settings = (struct settings){.first_factor = table[i].first_factor};
        login = (struct login){.phase = table[i].phase,
                               .user = "alice",
                               .wrong_password = table[i].wrong};
        password_is_set = table[i].set;
        assert_int_equal(first_factor_failed(&settings, &login),
                         table[i].failed);
        /* Where somebody vouches for it, the log says so. */
        assert_int_equal(strstr(first_factor_flaw(&settings, &login),
                                "pam_unix refused") != NULL,
                         table[i].first_factor == STACK && table[i].set);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_way_in),
        cmocka_unit_test(whose_password),
        cmocka_unit_test(nobody_is_exempt_by_default),
        cmocka_unit_test(flaws),
        cmocka_unit_test(a_wrong_password),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
