/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Whether the password that pam_unix compares with has to be known.  The
 * entries are these; nothing of the machine's is read.
 */

#include "keeper/local_password.h"

#include <errno.h>
#include <pwd.h>
#include <setjmp.h>
#include <shadow.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const struct row {
    const char *user;
    const char *passwd; /* NULL: no entry */
    const char *shadow; /* NULL: no entry */
    bool is_set;
} rows[] = {
    {"alice", "x", "$y$j9T$salt$hash", true},
    {"blank", "x", "", false},
    {"locked", "x", "!$y$j9T$salt$hash", false},
    {"starred", "x", "*", false},
    {"bangs", "x", "!!", false},
    {"des", "x", "abJnggxhB/yWI", true},
    {"sssd", "x", NULL, false},
    {"starred-sssd", "*", NULL, false},
    {"old", "abJnggxhB/yWI", NULL, true},
    {"old-blank", "", NULL, false},
    /* The shadow entry does not count where passwd has a field of its own. */
    {"old-blank-too", "", "$y$j9T$salt$hash", false},
    {"nis", "##nis", "$1$salt$hash", true},
    {"nisplus", "*NP*", "$1$salt$hash", true},
    {"nobody", NULL, NULL, false},
    {"shadow-only", NULL, "$1$salt$hash", false},
    {"broken", "x", "ERANGE", false},
};

static const struct row *find(const char *user)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (strcmp(rows[i].user, user) == 0)
            return &rows[i];
    return NULL;
}

struct passwd *getpwnam(const char *user)
{
    static struct passwd entry;
    static char field[64];
    const struct row *row = find(user);

    if (row == NULL || row->passwd == NULL)
        return NULL;
    snprintf(field, sizeof(field), "%s", row->passwd);
    entry = (struct passwd){.pw_name = field, .pw_passwd = field};
    return &entry;
}

int getspnam_r(const char *user, struct spwd *ret, char *buffer, size_t size,
               struct spwd **ret_found)
{
    const struct row *row = find(user);

    *ret_found = NULL;
    if (row == NULL || row->shadow == NULL)
        return ENOENT;
    if (strcmp(row->shadow, "ERANGE") == 0)
        return ERANGE;
    snprintf(buffer, size, "%s", row->shadow);
    *ret = (struct spwd){.sp_namp = buffer, .sp_pwdp = buffer};
    *ret_found = ret;
    return 0;
}

static void every_kind_of_entry(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (local_password_is_set(rows[i].user) != rows[i].is_set)
            fail_msg("%s", rows[i].user);
    assert_false(local_password_is_set(""));
    assert_false(local_password_is_set("who"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_of_entry),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
