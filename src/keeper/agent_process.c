/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/agent_process.h"
#include "keeper/peer_timeouts.h"
#include "process/clock.h"
#include "shared/text.h"

#include <limits.h>
#include <pwd.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { LINK = 3 /* the agent's end of the socket */ };

/* In the child: become the agent program, or vanish. */
static void become_agent(int socket, const struct passwd *user)
{
    char uid[WORD_SIZE], gid[WORD_SIZE];
    char name[] = "claims-agent";
    char path[] = "PATH=/usr/bin:/bin";
    char language[] = "LANG=C.UTF-8";
    char zone[] = "TZ=UTC";
    char *const arguments[] = {name, uid, gid, NULL};
    char *const environment[] = {path, language, zone, NULL};

    text_format(uid, sizeof(uid), "%u", user->pw_uid);
    text_format(gid, sizeof(gid), "%u", user->pw_gid);
    if (dup2(socket, LINK) == LINK &&
        syscall(SYS_close_range, LINK + 1, UINT_MAX, 0) == 0)
        /* As root: a process that gave its rights up before it is executed can
         * be traced by the other agents, of the same user.  The program gives
         * them up itself, for the ids that it is told. */
        execve(agent_path, arguments, environment);
    _exit(127);
}

/* The user is looked up on this side of fork(2): the name service opens files
 * and sockets, which are no business of the agent's. */
const char *agent_start(struct agent *ret_agent, char ret_error[LINE_SIZE])
{
    const struct passwd *user = getpwnam(AGENT_USER);
    int pair[2];
    pid_t pid;

    if (user == NULL) {
        text_format(ret_error, LINE_SIZE,
                    "system user %s is missing: run systemd-sysusers, or "
                    "useradd --system --shell /usr/sbin/nologin %s",
                    AGENT_USER, AGENT_USER);
        return "agent_user";
    }
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
        return "agent_start";
    pid = fork();
    if (pid == 0)
        become_agent(pair[1], user);
    close(pair[1]);
    if (pid > 0)
        *ret_agent = (struct agent){.pid = pid, .socket = pair[0]};
    else
        close(pair[0]);
    if (pid < 0)
        return "agent_start";
    return NULL;
}

/* Wait for the end of a process, at most for so many ms.  False for one that
 * does not end: what is left of one that was killed, frozen or not ours to
 * kill, is init's. */
static bool reap(pid_t pid, int64_t patience)
{
    static const struct timespec pause = {.tv_nsec = 1000 * 1000};
    const int64_t end = clock_boottime() + patience;

    while (waitpid(pid, NULL, WNOHANG) == 0) {
        if (clock_boottime() >= end)
            return false;
        nanosleep(&pause, NULL);
    }
    return true;
}

void agent_hang_up(struct agent *agent)
{
    if (agent->pid != 0 && agent->socket >= 0)
        close(agent->socket);
    agent->socket = -1;
}

/* It needs a moment for one request; one that does not end is killed as all
 * others are. */
void agent_part(struct agent *agent)
{
    agent_hang_up(agent);
    if (agent->pid != 0 && reap(agent->pid, peer_timeouts.parting))
        *agent = (struct agent){0};
    agent_stop(agent);
}

void agent_stop(struct agent *agent)
{
    if (agent->pid == 0)
        return;
    /* Hang up first: without the right to kill an agent that was
     * not taken over still ends. */
    agent_hang_up(agent);
    /* Not reaped yet, so that the number cannot be somebody else's. */
    kill(agent->pid, SIGKILL);
    (void) reap(agent->pid, peer_timeouts.ended);
    *agent = (struct agent){0};
}
