/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Where the person is, by what logind, utmp and the ancestors of the host say;
 * who is not known to be here counts as elsewhere.
 */

#include "keeper/logind.h"
#include "keeper/seat.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utmpx.h>

#include <cmocka.h>

/* --- What utmp and logind say. */

static struct utmpx entry; /* of one terminal; none without a line */
static bool session;       /* the process is in one */
static int remote;
static bool installed; /* the library that asks logind */
static bool seat;

void setutxent(void)
{
}

void endutxent(void)
{
}

struct utmpx *getutxline(const struct utmpx *line)
{
    return entry.ut_line[0] != '\0' && memcmp(line->ut_line, entry.ut_line,
                                              sizeof(entry.ut_line)) == 0
               ? &entry
               : NULL;
}

static int pid_get_session(pid_t pid, char **ret_session)
{
    (void) pid;
    if (session)
        *ret_session = strdup("1");
    return session ? 0 : -1;
}

static int session_is_remote(const char *name)
{
    assert_string_equal(name, "1");
    return remote;
}

static int session_get_seat(const char *name, char **ret_seat)
{
    assert_string_equal(name, "1");
    if (seat)
        *ret_seat = strdup("seat0");
    return seat ? 0 : -1;
}

bool logind_load(struct logind *ret_logind)
{
    *ret_logind = (struct logind){
        pid_get_session,
        session_is_remote,
        session_get_seat,
    };
    return installed;
}

static int set_up(void **state)
{
    (void) state;
    memset(&entry, 0, sizeof(entry));
    session = seat = false;
    installed = true;
    remote = 0;
    return 0;
}

static void enter(const char *line, const char *host)
{
    memset(&entry, 0, sizeof(entry));
    strncpy(entry.ut_line, line, sizeof(entry.ut_line) - 1);
    memcpy(entry.ut_host, host, strlen(host));
}

/* In a process of its own: a child that answers whether it is here. */
static void ask_child(const char *tty, int answer)
{
    pid_t child = fork();

    if (child == 0) {
        prctl(PR_SET_NAME, "sudo", 0, 0, 0);
        exit(write(answer, seat_is_here(tty, getpid()) ? "y" : "n", 1) != 1);
    }
    waitpid(child, NULL, 0);
    exit(0);
}

/* Whether a process is here whose parent has this name.  That one's own
 * parent ends, so that those of this test do not count. */
static bool here_below(const char *name, const char *tty)
{
    int answer[2];
    char byte = 0;
    pid_t child;

    assert_int_equal(pipe(answer), 0);
    fflush(NULL);
    child = fork();
    if (child == 0) {
        pid_t own = getpid();

        if (fork() != 0)
            _exit(0);
        while (getppid() == own)
            usleep(1000);
        prctl(PR_SET_NAME, name, 0, 0, 0);
        ask_child(tty, answer[1]);
    }
    assert_int_equal(waitpid(child, NULL, 0), child);
    close(answer[1]);
    assert_int_equal(read(answer[0], &byte, 1), 1);
    close(answer[0]);
    assert_true(byte == 'y' || byte == 'n');
    return byte == 'y';
}

/* --- The tests. */

static void nothing_known_is_elsewhere(void **state)
{
    (void) state;
    assert_false(here_below("bash", "/dev/pts/9"));
    assert_false(here_below("bash", ""));
}

static void a_terminal_of_this_machine(void **state)
{
    static const char *const here[] = {"", ":0", ":1", ":0.0"};

    (void) state;
    for (size_t i = 0; i < sizeof(here) / sizeof(here[0]); i++) {
        enter("pts/9", here[i]);
        assert_true(here_below("bash", "/dev/pts/9"));
        assert_true(here_below("bash", "pts/9"));
        assert_false(here_below("bash", "/dev/pts/8"));
    }
}

static void a_terminal_of_another(void **state)
{
    static const char *const elsewhere[] = {
        "192.0.2.7", "laptop", "localhost:10.0", ":pts/0:S.0", "tmux(1).%0",
        ":0:S.1",    ":"};

    (void) state;
    session = seat = true;
    for (size_t i = 0; i < sizeof(elsewhere) / sizeof(elsewhere[0]); i++) {
        enter("pts/9", elsewhere[i]);
        assert_false(here_below("bash", "/dev/pts/9"));
    }
}

static void the_longest_host_is_one(void **state)
{
    (void) state;
    enter("pts/9", "");
    memset(entry.ut_host, 'x', sizeof(entry.ut_host));
    assert_false(here_below("bash", "/dev/pts/9"));
}

static void below_a_server(void **state)
{
    static const char *const servers[] = {"sshd", "sshd-session", "dropbear",
                                          "mosh-server"};

    (void) state;
    enter("pts/9", "");
    session = seat = true;
    for (size_t i = 0; i < sizeof(servers) / sizeof(servers[0]); i++)
        assert_false(here_below(servers[i], "/dev/pts/9"));
    assert_true(here_below("ssh-agent", "/dev/pts/9"));
    assert_true(here_below("a) S (b", "/dev/pts/9"));
}

static void logind_knows(void **state)
{
    (void) state;
    session = true;
    assert_false(here_below("bash", "/dev/tty1"));
    seat = true;
    assert_true(here_below("bash", "/dev/tty1"));
    /* Who is attached may be anywhere. */
    assert_false(here_below("tmux: server", "/dev/pts/9"));
    assert_false(here_below("screen", "/dev/pts/9"));
    remote = 1;
    assert_false(here_below("bash", "/dev/tty1"));
    enter("tty1", "");
    assert_false(here_below("bash", "/dev/tty1"));
}

/* Then only utmp can say that somebody is here. */
static void nobody_asks_logind(void **state)
{
    (void) state;
    installed = false;
    session = seat = true;
    assert_false(here_below("bash", "/dev/tty1"));
    enter("tty1", "");
    assert_true(here_below("bash", "/dev/tty1"));
}

#define TEST(name) cmocka_unit_test_setup(name, set_up)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(nothing_known_is_elsewhere),
        TEST(a_terminal_of_this_machine),
        TEST(a_terminal_of_another),
        TEST(the_longest_host_is_one),
        TEST(below_a_server),
        TEST(logind_knows),
        TEST(nobody_asks_logind),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
