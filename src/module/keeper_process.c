/* SPDX-License-Identifier: BSD-2-Clause */

#include "module/keeper_process.h"

#include "module/timing.h"
#include "process/channel.h"
#include "process/clock.h"
#include "shared/text.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { KEEPER_SOCKET = 3, REAP_PAUSE = 10 /* ms */ };

/* In the child, up to become_keeper(), only async-signal-safe calls are made:
 * the host may have threads. */

/* Ignored and blocked signals would outlive execve. */
static void reset_signals(void)
{
    struct sigaction action = {.sa_handler = SIG_DFL};
    sigset_t none;

    for (int i = 1; i < NSIG; i++)
        (void) sigaction(i, &action, NULL);
    sigemptyset(&none);
    (void) pthread_sigmask(SIG_SETMASK, &none, NULL);
}

/* /dev/null as 0 and 1, the words as 2, the socket as 3, and nothing of the
 * caller's. */
static bool arrange_descriptors(int socket, int words)
{
    /* Aside first: a host that was started without 0 to 2 has the socket or
     * the pipe among these, where /dev/null would take its place. */
    int aside = fcntl(socket, F_DUPFD, KEEPER_SOCKET + 1);
    int words_aside = fcntl(words, F_DUPFD, KEEPER_SOCKET + 1);
    int null = open("/dev/null", O_RDWR);

    if (aside < 0 || words_aside < 0 || null < 0)
        return false;
    return dup2(null, 0) >= 0 && dup2(null, 1) >= 0 &&
           dup2(words_aside, 2) >= 0 && dup2(aside, KEEPER_SOCKET) >= 0 &&
           syscall(SYS_close_range, KEEPER_SOCKET + 1, ~0U, 0) == 0;
}

/* An error's number behind a NUL, which no words begin with: to name it is
 * not async-signal-safe. */
static void tell(int error)
{
    char told[1 + sizeof(error)] = "";
    ssize_t written;

    memcpy(told + 1, &error, sizeof(error));
    written = write(STDERR_FILENO, told, sizeof(told));
    (void) written;
}

/* All ids are root's, so that a caller of sudo or su cannot signal the
 * keeper, and so is the session, so that his terminal cannot. */
_Noreturn static void become_keeper(int socket, int words)
{
    char name[] = "claims-keeper";
    char path[] = "PATH=/usr/bin:/bin";
    char language[] = "LANG=C.UTF-8";
    char zone[] = "TZ=UTC";
    char *const argv[] = {name, NULL};
    /* Constant: what sudo and su hand on is the caller's, and a TLS library
     * that obeys SSLKEYLOGFILE would write as root to any file that it names.
     */
    char *const environment[] = {path, language, zone, NULL};

    if (arrange_descriptors(socket, words) && setresgid(0, 0, 0) == 0 &&
        setresuid(0, 0, 0) == 0 && setsid() >= 0 && chdir("/") == 0) {
        umask(077);
        reset_signals();
        (void) execve(keeper_path, argv, environment);
        tell(errno);
    }
    _exit(EXIT_FAILURE);
}

/* The signals wait meanwhile: the host's handlers have no business in the
 * child, which shares the host's pipes until it closed them. */
static pid_t fork_keeper(int socket, int words)
{
    sigset_t all, before;
    pid_t pid;

    sigfillset(&all);
    (void) pthread_sigmask(SIG_SETMASK, &all, &before);
    pid = fork();
    if (pid == 0)
        become_keeper(socket, words);
    (void) pthread_sigmask(SIG_SETMASK, &before, NULL);
    return pid;
}

/* Words come through a pipe, as the dynamic linker writes them, too, when the
 * keeper cannot even begin.  It does not block: another process may hold its
 * other end for ever. */
bool keeper_start(struct keeper *ret_keeper)
{
    struct inbox *inbox = malloc(sizeof(*inbox));
    int words[2];
    int sockets[2];

    *ret_keeper = (struct keeper){-1, -1, -1, -1, inbox};
    if (inbox == NULL || pipe2(words, O_CLOEXEC | O_NONBLOCK) != 0)
        return false;
    ret_keeper->words = words[0];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets) == 0) {
        ret_keeper->socket = sockets[0];
        ret_keeper->pid = fork_keeper(sockets[1], words[1]);
        close(sockets[1]);
    }
    close(words[1]);
    /* A pidfd tells of this process and of no other that gets its number;
     * poll(2) passes over -1. */
    if (ret_keeper->pid > 0)
        ret_keeper->process =
            (int) syscall(SYS_pidfd_open, ret_keeper->pid, 0);
    return ret_keeper->pid > 0;
}

bool keeper_send(struct keeper *keeper, enum message_type type,
                 const void *message)
{
    const struct channel channel = {keeper->socket, keeper->inbox->data};
    bool sent = channel_send(&channel, type, message, CHANNEL_NOW);

    /* A keeper that does not hear us is to end; what it has said is still
     * read. */
    if (!sent)
        (void) shutdown(keeper->socket, SHUT_WR);
    return sent;
}

/* Nothing to be had is its end, too, where another process holds its
 * socket. */
enum message_type keeper_receive(struct keeper *keeper, enum reading reading)
{
    const struct channel channel = {keeper->socket, keeper->inbox->data};

    return channel_receive(&channel, reading, &keeper->inbox->message,
                           CHANNEL_NOW);
}

void keeper_last_words(const struct keeper *keeper, char ret_words[LINE_SIZE])
{
    ssize_t length = read(keeper->words, ret_words, LINE_SIZE - 1);
    int error;

    ret_words[length > 0 ? length : 0] = '\0';
    if (length == 1 + (ssize_t) sizeof(error) && ret_words[0] == '\0') {
        memcpy(&error, ret_words + 1, sizeof(error));
        text_format(ret_words, LINE_SIZE, "%s: %s", keeper_path,
                    strerror(error));
    }
    ret_words[strcspn(ret_words, "\n")] = '\0';
    text_make_printable(ret_words);
}

/*
 * That there is no child is normal: the host may reap it, or ignore SIGCHLD.
 * The keeper's end wakes this process at once, whatever its timer slack;
 * without a pidfd it looks again and again, as often as the slack lets it.
 */
static void reap(const struct keeper *keeper)
{
    int64_t until = clock_monotonic() + timing.ended;
    struct pollfd end = {.fd = keeper->process, .events = POLLIN};
    int pause = keeper->process >= 0 ? timing.ended : REAP_PAUSE;

    while (waitpid(keeper->pid, NULL, WNOHANG) == 0 &&
           clock_monotonic() < until)
        (void) poll(&end, 1, pause);
}

void keeper_end(struct keeper *keeper)
{
    if (keeper->socket >= 0)
        close(keeper->socket);
    if (keeper->pid > 0)
        reap(keeper);
    if (keeper->process >= 0)
        close(keeper->process);
    if (keeper->words >= 0)
        close(keeper->words);
    free(keeper->inbox);
}
