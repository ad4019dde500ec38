/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/agent_process.h"
#include "keeper/agent_program.h"
#include "keeper/deadline.h"
#include "keeper/module_link.h"
#include "shared/text.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LINK = 3 /* the agent's end of the socket */ };

/* Both directions of every message pass through here; an attempt has one
 * thread, and the memory is too much for its stack. */
static unsigned char bytes[FRAME_MAX];

bool
agent_user_find(uid_t *ret_uid, gid_t *ret_gid, char ret_error[LINE_SIZE])
{
    const struct passwd *user = getpwnam(agent_user);

    if (user == NULL) {
        snprintf(ret_error, LINE_SIZE,
                 "system user %s is missing: run systemd-sysusers, or "
                 "useradd --system --shell /usr/sbin/nologin %s",
                 agent_user, agent_user);
        return false;
    }
    *ret_uid = user->pw_uid;
    *ret_gid = user->pw_gid;
    return true;
}

/* In the child: become the agent program, or vanish. */
static void
become_agent(int socket, uid_t uid, gid_t gid)
{
    char uid_text[16], gid_text[16];
    char *arguments[] = {"claims-agent", uid_text, gid_text, NULL};
    char *environment[] = {"PATH=/usr/bin:/bin", "LANG=C.UTF-8", "TZ=UTC",
                           NULL};

    snprintf(uid_text, sizeof(uid_text), "%u", uid);
    snprintf(gid_text, sizeof(gid_text), "%u", gid);
    if (dup2(socket, LINK) == LINK && close_range(LINK + 1, UINT_MAX, 0) == 0)
        execve(agent_path, arguments, environment);
    _exit(127);
}

bool
agent_start(struct agent *ret_agent, uid_t uid, gid_t gid)
{
    int pair[2];
    pid_t pid;

    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
        return false;
    pid = fork();
    if (pid == 0)
        become_agent(pair[1], uid, gid);
    close(pair[1]);
    if (pid < 0) {
        close(pair[0]);
        return false;
    }
    *ret_agent = (struct agent){.pid = pid, .socket = pair[0]};
    return true;
}

bool
agent_send(struct agent *agent, enum message_type type, const void *message)
{
    struct frame frame = frame_over(bytes, sizeof(bytes));
    bool sent = message_encode(type, message, &frame) &&
                send(agent->socket, bytes, frame.length, MSG_NOSIGNAL) ==
                    (ssize_t) frame.length;

    explicit_bzero(bytes, frame.length);
    return sent;
}

/* Wait until the agent or the module says something. */
static enum wait_end
wait_for(const struct agent *agent, struct patience *patience)
{
    struct pollfd polled[] = {{.fd = agent->socket, .events = POLLIN},
                              {.fd = patience->module, .events = POLLIN}};
    int64_t left;
    int ready;

    do {
        left = patience->deadline - deadline_now();
        if (left <= 0)
            return WAIT_DEADLINE;
        ready = poll(polled, 2, left > INT_MAX ? INT_MAX : (int) left);
    } while (ready == 0 || (ready < 0 && errno == EINTR));
    if (ready < 0)
        return WAIT_BROKEN;
    if (polled[1].revents != 0) {
        patience->reason = module_read_cancel(patience->module);
        return WAIT_CANCELLED;
    }
    return WAIT_MESSAGE;
}

/* The agent's own count of its HTTP requests, in the messages that have it. */
static int64_t
requests_in(enum message_type type, const union message *message)
{
    switch (type) {
    case MESSAGE_METADATA:
        return message->discovered.requests;
    case MESSAGE_PROBED:
        return message->probed.requests;
    case MESSAGE_CODE:
        return message->code.requests;
    case MESSAGE_TOKENS:
        return message->tokens.requests;
    case MESSAGE_FAILURE:
        return message->failure.requests;
    default:
        return 0;
    }
}

enum wait_end
agent_receive(struct agent *agent, struct patience *patience,
              enum reading reading, enum message_type *ret_type,
              union message *ret_message)
{
    enum wait_end end = wait_for(agent, patience);
    struct frame frame;
    ssize_t length;

    if (end != WAIT_MESSAGE)
        return end;
    length = recv(agent->socket, bytes, sizeof(bytes), MSG_TRUNC);
    if (length <= 0 || (size_t) length > sizeof(bytes))
        return WAIT_BROKEN;
    frame = frame_of(bytes, (size_t) length);
    if (!message_decode(reading, &frame, ret_type, ret_message))
        end = WAIT_BROKEN;
    else if (requests_in(*ret_type, ret_message) > agent->requests)
        agent->requests = requests_in(*ret_type, ret_message);
    explicit_bzero(bytes, (size_t) length);
    return end;
}

void
agent_stop(struct agent *agent)
{
    if (agent->pid == 0)
        return;
    /* Not reaped yet, so that the number cannot be somebody else's. */
    kill(agent->pid, SIGKILL);
    while (waitpid(agent->pid, NULL, 0) < 0 && errno == EINTR)
        continue;
    close(agent->socket);
    *agent = (struct agent){0};
}
