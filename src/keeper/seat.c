/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/seat.h"
#include "keeper/logind.h"
#include "shared/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utmpx.h>

enum {
    GENERATIONS = 64,     /* more ancestors than any login has */
    STAT_SIZE = 512,      /* bytes of proc(5)'s stat that hold the parent */
    NAME_MAX_LENGTH = 16, /* as the kernel cuts a name, see proc(5) */
};

enum place { PLACE_UNKNOWN, PLACE_HERE, PLACE_ELSEWHERE };

/* What logind says of the session that the process is in.  A session without
 * a seat, as of a service, says nothing of a person. */
static enum place ask_logind(pid_t host)
{
    struct logind logind;
    enum place place = PLACE_UNKNOWN;
    char *session = NULL;
    char *seat = NULL;

    if (!logind_load(&logind) || logind.pid_get_session(host, &session) < 0)
        return PLACE_UNKNOWN;
    if (logind.session_is_remote(session) > 0)
        place = PLACE_ELSEWHERE;
    else if (logind.session_get_seat(session, &seat) >= 0)
        place = PLACE_HERE;
    free(seat);
    free(session);
    return place;
}

/* A screen of this machine: ":0", which X counts with. */
static bool is_display(const char *host)
{
    return host[0] == ':' && host[1] != '\0' &&
           host[1 + strspn(host + 1, "0123456789.")] == '\0';
}

/* What utmp(5) says of the terminal. */
static enum place ask_utmp(const char *tty)
{
    struct utmpx terminal = {0};
    const struct utmpx *found;
    char host[sizeof(terminal.ut_host) + 1];

    if (strncmp(tty, "/dev/", 5) == 0)
        tty += 5;
    memcpy(terminal.ut_line, tty, strnlen(tty, sizeof(terminal.ut_line) - 1));
    setutxent();
    found = getutxline(&terminal);
    endutxent();
    if (found == NULL)
        return PLACE_UNKNOWN;
    text_format(host, sizeof(host), "%.*s", (int) sizeof(found->ut_host),
                found->ut_host);
    if (host[0] == '\0' || is_display(host))
        return PLACE_HERE;
    return PLACE_ELSEWHERE;
}

/* Read a process's name, and its parent, whose number is 0 for none. */
static bool read_process(pid_t process, char ret_name[NAME_MAX_LENGTH],
                         pid_t *ret_parent)
{
    char text[STAT_SIZE] = "";
    FILE *file;
    const char *name;
    const char *end;

    text_format(text, sizeof(text), "/proc/%d/stat", (int) process);
    file = fopen(text, "re");
    if (file == NULL)
        return false;
    text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
    fclose(file);
    /* The name is in parentheses, and may have some in it. */
    name = strchr(text, '(');
    end = strrchr(text, ')');
    if (name == NULL || end == NULL || strlen(end) < strlen(") S 1"))
        return false;
    text_format(ret_name, NAME_MAX_LENGTH, "%.*s", (int) (end - name - 1),
                name + 1);
    *ret_parent = (pid_t) strtol(end + strlen(") S "), NULL, 10);
    return true;
}

/* What brings somebody here who sits elsewhere. */
static const char *const servers[] = {"sshd",       "dropbear", "mosh-server",
                                      "in.telnetd", "telnetd",  NULL};

/* What somebody may be attached to from anywhere. */
static const char *const multiplexers[] = {"tmux",   "screen", "SCREEN",
                                           "zellij", "dtach",  NULL};

/* One of the ancestors, or the process itself, has a name that begins so;
 * also where there are too many to know. */
static bool descends_from(pid_t process, const char *const starts[])
{
    char name[NAME_MAX_LENGTH];

    for (int i = 0; i < GENERATIONS; i++) {
        if (process <= 0 || !read_process(process, name, &process))
            return false;
        for (size_t j = 0; starts[j] != NULL; j++)
            if (strncmp(name, starts[j], strlen(starts[j])) == 0)
                return true;
    }
    return true;
}

bool seat_is_here(const char *tty, pid_t host)
{
    enum place session = ask_logind(host);
    enum place terminal = ask_utmp(tty);

    if (session == PLACE_ELSEWHERE || terminal == PLACE_ELSEWHERE ||
        descends_from(host, servers))
        return false;
    /* A multiplexer's session is not that of who is attached to it. */
    return terminal == PLACE_HERE ||
           (session == PLACE_HERE && !descends_from(host, multiplexers));
}
