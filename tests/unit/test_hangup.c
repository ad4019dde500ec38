/* SPDX-License-Identifier: BSD-2-Clause
 *
 * sudo's terminal is watched by its name, nothing else is opened by one, and
 * whoever closed it gets nobody in.
 */

#include "keeper/hangup.h"

#include "keeper/dialogue.h"
#include "keeper/event.h"
#include "process/clock.h"
#include "shared/text.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

/* No agent is started here. */
const char agent_path[] = "/nowhere";

static struct login by(enum host host, const char *tty)
{
    struct login login = {
        .host = (int) host, .can_show = true, .terminal = true};

    text_copy(login.tty, NAME_SIZE, tty);
    return login;
}

/* The master of a new pseudo terminal, whose slave sudo names. */
static int open_terminal(struct login *ret_login)
{
    int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);

    assert_true(master >= 0);
    assert_int_equal(grantpt(master), 0);
    assert_int_equal(unlockpt(master), 0);
    *ret_login = by(HOST_SUDO, ptsname(master));
    return master;
}

static void a_terminal_that_is_closed(void **state)
{
    struct login login;
    int master = open_terminal(&login);
    int terminal = hangup_watch(&login);

    (void) state;
    assert_true(terminal >= 0);
    assert_false(hangup_happened(terminal));
    close(master);
    assert_true(hangup_happened(terminal));
    close(terminal);
}

static void other_names_are_not_opened(void **state)
{
    static const char *const names[] = {
        "",          "ssh",           "/dev/null",   "/dev/pts",
        "/dev/none", "/etc/passwd",   "/dev/../etc", "/dev/fd/0 ",
        "pts/0",     "/dev/pts/../0",
    };
    struct login login;
    int master = open_terminal(&login);

    (void) state;
    login.host = HOST_SU;
    assert_int_equal(hangup_watch(&login), -1);
    login.host = HOST_SUDO;
    login.can_show = false;
    assert_int_equal(hangup_watch(&login), -1);
    close(master);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        login = by(HOST_SUDO, names[i]);
        assert_int_equal(hangup_watch(&login), -1);
    }
    assert_false(hangup_happened(-1));
}

/* What sudo names and nobody can watch is no way to show a sign-in. */
static void what_cannot_be_watched(void **state)
{
    static struct context context;
    static struct person person;

    (void) state;
    person.terminal = -1;
    context.login = by(HOST_SUDO, "/dev/none");
    assert_false(dialogue_can_show(&context, &person));
    person.terminal = 0;
    assert_true(dialogue_can_show(&context, &person));
    person.terminal = -1;
    context.login = by(HOST_SUDO, "");
    assert_true(dialogue_can_show(&context, &person));
    context.login = by(HOST_SU, "/dev/none");
    assert_true(dialogue_can_show(&context, &person));
}

/* The hang-up counts, although the agent has tokens by then. */
static void it_ends_the_wait(void **state)
{
    static struct ports ports;
    static struct heard heard;
    struct person *person = &ports.person;
    struct ending ending = {.outcome = OUTCOME_ERROR};
    struct agent agent = {0};
    struct login login;
    int module[2], answers[2];
    int master;

    (void) state;
    assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, module), 0);
    assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, answers), 0);
    master = open_terminal(&login);
    person->terminal = hangup_watch(&login);
    person->module = module[0];
    ports.clock.deadline = clock_boottime() + 60000;
    agent.socket = answers[0];
    assert_int_equal(send(answers[1], "x", 1, 0), 1);
    assert_int_equal(event_wait(&ports, &agent, INT64_MAX, &heard, &ending),
                     EVENT_AGENT);
    close(master);
    /* Not while a token is redeemed. */
    person->waits = true;
    assert_int_equal(event_wait(&ports, &agent, INT64_MAX, &heard, &ending),
                     EVENT_AGENT);
    person->waits = false;
    assert_int_equal(event_wait(&ports, &agent, INT64_MAX, &heard, &ending),
                     EVENT_END);
    assert_int_equal(ending.outcome, OUTCOME_CANCELLED);
    assert_string_equal(ending.reason, "disconnected");
    for (int i = 0; i < 2; i++) {
        close(module[i]);
        close(answers[i]);
    }
    close(person->terminal);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_terminal_that_is_closed),
        cmocka_unit_test(other_names_are_not_opened),
        cmocka_unit_test(what_cannot_be_watched),
        cmocka_unit_test(it_ends_the_wait),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
