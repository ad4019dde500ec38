/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What the keeper finds in place of the system's users and log: alice, and
 * the agent's user.
 */

#include "earlier.h"
#include "notes.h"
#include "shared/limits.h"
#include "wire/audit_line.h"

#include <pwd.h>
#include <shadow.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>

struct passwd *getpwnam(const char *name)
{
    static char alice[] = "alice", agent[] = AGENT_USER, shadow[] = "x";
    static struct passwd users[] = {
        {.pw_name = alice, .pw_passwd = shadow, .pw_uid = UID},
        {.pw_name = agent, .pw_uid = 990}};

    for (size_t i = 0; i < sizeof(users) / sizeof(users[0]); i++)
        if (strcmp(users[i].pw_name, name) == 0)
            return &users[i];
    return NULL;
}

struct passwd *getpwuid(uid_t uid)
{
    return uid == UID ? getpwnam("alice") : NULL;
}

/* A password that alice has to know. */
int getspnam_r(const char *name, struct spwd *ret_entry, char *buffer,
               size_t size, struct spwd **ret_found)
{
    static char hash[] = "$y$j9T$salt$hash";

    (void) size;
    *ret_found = strcmp(name, "alice") == 0 ? ret_entry : NULL;
    *ret_entry = (struct spwd){.sp_namp = buffer, .sp_pwdp = hash};
    return 0;
}

/* What syslog() is in a hardened build. */
void __syslog_chk(int priority, int flag, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void take(const char *format, va_list arguments)
    __attribute__((format(printf, 1, 0)));

static void take(const char *format, va_list arguments)
{
    char text[AUDIT_SIZE];

    vsnprintf(text, sizeof(text), format, arguments);
    notes_add("log", text);
}

void __syslog_chk(int priority, int flag, const char *format, ...)
{
    va_list arguments;

    (void) priority;
    (void) flag;
    va_start(arguments, format);
    take(format, arguments);
    va_end(arguments);
}

#undef syslog
void syslog(int priority, const char *format, ...)
{
    va_list arguments;

    (void) priority;
    va_start(arguments, format);
    take(format, arguments);
    va_end(arguments);
}
