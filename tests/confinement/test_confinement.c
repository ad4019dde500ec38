/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What an agent that was taken over cannot do any more, and what it still
 * has to be able to do.  Every action is tried by a process of its own that
 * has dropped its privileges and locked itself in exactly as an agent does,
 * and before that by root, to see whether this host offers it at all.
 */

#include "actions.h"
#include "agent/confine.h"
#include "agent/privileges.h"

#include <errno.h>
#include <linux/capability.h>
#include <linux/landlock.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { AGENT_ID = 65533 }; /* a user and group with nothing to its name */

static int number;
static char server[64]; /* that an agent may connect to */
static bool failed;

static void report(bool good, const char *what, const char *name,
                   const char *remark)
{
    printf("%s %d - %s: %s%s\n", good ? "ok" : "not ok", ++number, what, name,
           remark);
    failed = failed || !good;
}

static bool become_agent(void)
{
    return privileges_drop(AGENT_ID, AGENT_ID) &&
           privileges_limit(getppid()) &&
           confine(&(struct confinement){"", {server}});
}

/* What becomes of an action: 0 done, 1 refused, 2 no agent to try it. */
static int attempt(const struct action *action, bool confined)
{
    pid_t pid = fork();
    int status = 0;

    if (pid == 0) {
        if (confined && !become_agent())
            _exit(2);
        _exit(action->act() < 0 ? 1 : 0);
    }
    if (waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
        return 2;
    return WEXITSTATUS(status);
}

static void try_hostile(const struct action *action)
{
    bool landlock = syscall(SYS_landlock_create_ruleset, NULL, 0,
                            LANDLOCK_CREATE_RULESET_VERSION) > 0;

    if (action->needs_landlock && !landlock)
        report(true, "refused", action->name, " # SKIP no Landlock here");
    else if (attempt(action, false) != 0)
        report(attempt(action, true) == 1, "refused", action->name,
               " # SKIP not even root can here");
    else
        report(attempt(action, true) == 1, "refused", action->name, "");
}

/* Fork an agent that waits to be killed. */
static pid_t start_mate(void)
{
    int ready[2];
    char byte;
    pid_t pid;

    if (pipe(ready) != 0)
        return -1;
    pid = fork();
    if (pid == 0) {
        if (!become_agent() || write(ready[1], "", 1) != 1)
            _exit(1);
        for (;;)
            poll(NULL, 0, -1);
    }
    close(ready[1]);
    if (read(ready[0], &byte, 1) != 1)
        pid = -1;
    close(ready[0]);
    return pid;
}

static bool has_no_capabilities(void)
{
    struct __user_cap_header_struct header = {.version =
                                                  _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3];
    static const struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3];

    return syscall(SYS_capget, &header, sets) == 0 &&
           memcmp(sets, none, sizeof(none)) == 0;
}

static bool cannot_write_core(void)
{
    struct rlimit limit = {1, 1};

    return getrlimit(RLIMIT_CORE, &limit) == 0 && limit.rlim_max == 0;
}

/* In a process of its own: what is left after the privileges are gone. */
static bool is_stripped(void)
{
    return privileges_drop(AGENT_ID, AGENT_ID) &&
           privileges_limit(getppid()) && getuid() == AGENT_ID &&
           getegid() == AGENT_ID && getgroups(0, NULL) == 0 &&
           has_no_capabilities() && cannot_write_core() &&
           prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0 &&
           prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1;
}

static bool keeps_root_out(void)
{
    return !privileges_drop(0, AGENT_ID) && !privileges_drop(AGENT_ID, 0);
}

/* Started by root as somebody else than it is told to become. */
static bool refuses_another_user(void)
{
    return setresuid(AGENT_ID, AGENT_ID, AGENT_ID) == 0 &&
           !privileges_drop(AGENT_ID - 1, AGENT_ID - 1);
}

/* Started by that user itself: nothing to drop. */
static bool accepts_own_user(void)
{
    return setresgid(AGENT_ID, AGENT_ID, AGENT_ID) == 0 &&
           setresuid(AGENT_ID, AGENT_ID, AGENT_ID) == 0 &&
           privileges_drop(AGENT_ID, AGENT_ID);
}

static bool notices_lost_parent(void)
{
    return privileges_drop(AGENT_ID, AGENT_ID) &&
           !privileges_limit(getppid() + 1);
}

/* A service of this host that is none of the agent's business. */
static bool connects_nowhere_else(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof(address);
    int service = socket(AF_INET, SOCK_STREAM, 0);
    int client;

    if (bind(service, (struct sockaddr *) &address, size) != 0 ||
        listen(service, 1) != 0 ||
        getsockname(service, (struct sockaddr *) &address, &size) != 0 ||
        !become_agent())
        return false;
    client = socket(AF_INET, SOCK_STREAM, 0);
    return connect(client, (struct sockaddr *) &address, size) != 0 &&
           errno == EACCES;
}

/* An agent does not outlive its parent; its end of a pipe shows that. */
static bool dies_with_parent(void)
{
    struct pollfd polled = {.events = POLLIN};
    int alive[2];
    pid_t parent;

    if (pipe(alive) != 0)
        return false;
    polled.fd = alive[0];
    parent = fork();
    if (parent == 0)
        _exit(start_mate() > 0 ? 0 : 1);
    close(alive[1]);
    waitpid(parent, NULL, 0);
    return poll(&polled, 1, 5000) == 1 && polled.revents == POLLHUP;
}

static void check_property(bool (*property)(void), const char *name)
{
    pid_t pid = fork();
    int status = 1;

    if (pid == 0)
        _exit(property() ? 0 : 1);
    waitpid(pid, &status, 0);
    report(status == 0, "privileges", name, "");
}

int main(void)
{
    setbuf(stdout, NULL);
    if (geteuid() != 0) {
        puts("1..0 # SKIP needs root");
        return 0;
    }
    snprintf(server, sizeof(server), "https://127.0.0.1:%d/x?y:9",
             actions_listen());
    mate = start_mate();
    if (mate < 0 || strchr(server, '-') != NULL) {
        puts("Bail out! no agent can be started here");
        return 1;
    }
    check_property(is_stripped, "nothing is left");
    check_property(keeps_root_out, "never root");
    check_property(refuses_another_user, "no other user than we are");
    check_property(accepts_own_user, "nothing to drop");
    check_property(notices_lost_parent, "the parent has to be there");
    check_property(dies_with_parent, "ends with the parent");
    if (syscall(SYS_landlock_create_ruleset, NULL, 0,
                LANDLOCK_CREATE_RULESET_VERSION) >= 4)
        check_property(connects_nowhere_else, "no other port");
    else
        report(true, "privileges", "no other port",
               " # SKIP Landlock here knows no ports");
    for (const struct action *action = hostile_actions; action->name != NULL;
         action++)
        try_hostile(action);
    for (const struct action *action = needed_actions; action->name != NULL;
         action++)
        report(attempt(action, true) == 0, "possible", action->name, "");
    printf("1..%d\n", number);
    kill(mate, SIGKILL);
    waitpid(mate, NULL, 0);
    return failed ? 1 : 0;
}
