/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What the keeper finds in place of the system's users and log: root, a
 * daemon, alice, blank, who has no password, and the agent's user; and who
 * sits at this machine, which is whoever is on tty1.
 */

#include "earlier.h"
#include "keeper/seat.h"
#include "notes.h"
#include "section.h"
#include "shared/limits.h"
#include "wire/audit_line.h"

#include <pwd.h>
#include <shadow.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>

static char shadow[] = "x";
static char root[] = "root", daemon_name[] = "daemon", alice[] = "alice",
            blank[] = "blank", agent[] = AGENT_USER;

static struct passwd users[] = {
    {.pw_name = root, .pw_passwd = shadow, .pw_uid = 0},
    {.pw_name = daemon_name, .pw_passwd = shadow, .pw_uid = 2},
    {.pw_name = agent, .pw_passwd = shadow, .pw_uid = 990},
    {.pw_name = alice, .pw_passwd = shadow, .pw_uid = UID},
    {.pw_name = blank, .pw_passwd = shadow, .pw_uid = UID + 1},
};

/* [users]: who is missing. */
static const char *sought;
static bool missing;

static void compare_missing(char *line)
{
    missing = missing || strcmp(line, sought) == 0;
}

struct passwd *getpwnam(const char *name)
{
    sought = name;
    missing = false;
    section_each("[users]", compare_missing);
    for (size_t i = 0; i < sizeof(users) / sizeof(users[0]); i++)
        if (!missing && strcmp(users[i].pw_name, name) == 0)
            return &users[i];
    return NULL;
}

struct passwd *getpwuid(uid_t uid)
{
    for (size_t i = 0; i < sizeof(users) / sizeof(users[0]); i++)
        if (users[i].pw_uid == uid)
            return &users[i];
    return NULL;
}

/* A password that has to be known, of everybody but one. */
int getspnam_r(const char *name, struct spwd *ret_entry, char *buffer,
               size_t size, struct spwd **ret_found)
{
    static char hash[] = "$y$j9T$salt$hash", nothing[] = "";
    bool known = getpwnam(name) != NULL;

    (void) size;
    *ret_found = known ? ret_entry : NULL;
    *ret_entry = (struct spwd){.sp_namp = buffer, .sp_pwdp = hash};
    if (strcmp(name, blank) == 0)
        ret_entry->sp_pwdp = nothing;
    return 0;
}

bool seat_is_here(const char *tty, pid_t host)
{
    (void) host;
    return strcmp(tty, "tty1") == 0;
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
