/* SPDX-License-Identifier: BSD-2-Clause */

#include "world.h"

#include "script.h"
#include "shared/text.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

enum { DESCRIPTORS = 256, READER_STEP = 20 /* ms */ };

static void reap_all(int signal)
{
    int error = errno;

    (void) signal;
    while (waitpid(-1, NULL, WNOHANG) > 0)
        ;
    errno = error;
}

/* Keep INT and QUIT waiting, as sudo does, and send one of them later. */
static void arrange_signal(struct world *world, char *value)
{
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL};
    struct itimerspec when = {{0}, {0}};
    const char *name = script_word(&value);
    long delay = strtol(value, NULL, 10);
    sigset_t interrupts;
    timer_t timer;

    world->signal = strcmp(name, "QUIT") == 0 ? SIGQUIT : SIGINT;
    event.sigev_signo = world->signal;
    when.it_value.tv_sec = delay / 1000;
    when.it_value.tv_nsec = delay % 1000 * 1000000 + 1;
    sigemptyset(&interrupts);
    sigaddset(&interrupts, SIGINT);
    sigaddset(&interrupts, SIGQUIT);
    sigprocmask(SIG_BLOCK, &interrupts, NULL);
    if (timer_create(CLOCK_MONOTONIC, &event, &timer) == 0)
        timer_settime(timer, 0, &when, NULL);
}

/* The other end of the connection: leave after `delay` ms, or earlier with a
 * failure if anything is said. */
_Noreturn static void be_client(int far, int delay)
{
    struct pollfd said = {.fd = far, .events = POLLIN};

    _exit(poll(&said, 1, delay) == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
}

/* A connection over the loopback, as the process's first descriptor after
 * the standard ones, whose other end a child holds for `delay` ms. */
static void arrange_client(struct world *world, int delay)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t length = sizeof(address);
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int far = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int near;

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(listener, (struct sockaddr *) &address, length) != 0 ||
        listen(listener, 1) != 0 ||
        getsockname(listener, (struct sockaddr *) &address, &length) != 0 ||
        connect(far, (struct sockaddr *) &address, length) != 0)
        complain("no connection: %s", strerror(errno));
    near = accept4(listener, NULL, NULL, 0);
    close(listener);
    world->client = fork();
    if (world->client == 0) {
        close(near);
        be_client(far, delay);
    }
    close(far);
    world->connection = fcntl(near, F_DUPFD, STDERR_FILENO + 1);
    close(near);
}

/* From descriptor `first` on a terminal, and before it /dev/null; a first of
 * 3 is no terminal at all. */
static void arrange_terminal(struct world *world, char *value)
{
    int first = (int) strtol(script_word(&value), NULL, 10);
    struct winsize size = {0};
    struct termios mode = {0};
    int terminal;

    size.ws_col = (unsigned short) strtoul(script_word(&value), NULL, 10);
    size.ws_row = (unsigned short) strtoul(script_word(&value), NULL, 10);
    if (openpty(&world->master, &terminal, NULL, NULL, &size) != 0 ||
        tcgetattr(terminal, &mode) != 0) {
        complain("no terminal: %s", strerror(errno));
        return;
    }
    mode.c_iflag &= ~(tcflag_t) IUTF8;
    if (strcmp(value, "utf8") == 0)
        mode.c_iflag |= IUTF8;
    tcsetattr(terminal, TCSANOW, &mode);
    for (int i = 0; i <= 2; i++) {
        int null = open("/dev/null", O_RDWR | O_CLOEXEC);

        dup2(i < first ? null : terminal, i);
        close(null);
    }
    close(terminal);
}

/* Read nothing, and close each end when its time has come; 0 is never. */
_Noreturn static void be_readers(const int far[2], const long delays[2])
{
    for (long time = 0;; time += READER_STEP) {
        for (int i = 0; i < 2; i++)
            if (delays[i] > 0 && time >= delays[i])
                close(far[i]);
        usleep(READER_STEP * 1000);
    }
}

/* 0 is a pipe at its end; 1 and 2 are pipes or sockets, whose other ends a
 * child holds for a while. */
static void arrange_output(struct world *world, char *value)
{
    bool sockets = strcmp(script_word(&value), "socket") == 0;
    long delays[2];
    int far[2], near[2], input[2] = {-1, -1};

    for (int i = 0; i < 2; i++) {
        int ends[2] = {-1, -1};
        int failed =
            sockets ? socketpair(AF_UNIX, SOCK_STREAM, 0, ends) : pipe(ends);

        if (failed != 0)
            complain("no output: %s", strerror(errno));
        far[i] = ends[0];
        near[i] = ends[1];
        delays[i] = strtol(script_word(&value), NULL, 10);
    }
    world->client = fork();
    if (world->client == 0) {
        close(near[0]);
        close(near[1]);
        be_readers(far, delays);
    }
    if (pipe(input) == 0)
        dup2(input[0], STDIN_FILENO);
    for (int i = 0; i < 2; i++) {
        dup2(near[i], STDOUT_FILENO + i);
        close(near[i]);
        close(far[i]);
        close(input[i]);
    }
    world->connection = -1;
}

bool world_arrange(struct world *world, const char *key, char *value)
{
    if (strcmp(key, "timer") == 0) {
        struct itimerval timer = {{0}, {0}};

        timer.it_value.tv_sec = strtol(value, NULL, 10);
        setitimer(ITIMER_REAL, &timer, NULL);
    } else if (strcmp(key, "signal") == 0) {
        arrange_signal(world, value);
    } else if (strcmp(key, "client") == 0) {
        arrange_client(world, (int) strtol(value, NULL, 10));
    } else if (strcmp(key, "children") == 0) {
        signal(SIGCHLD, strcmp(value, "ignored") == 0 ? SIG_IGN : reap_all);
    } else if (strcmp(key, "pipe") == 0) {
        signal(SIGPIPE, strcmp(value, "ignored") == 0 ? SIG_IGN : SIG_DFL);
    } else if (strcmp(key, "closed") == 0) {
        for (int i = 0; i <= 2; i++)
            close(i);
    } else if (strcmp(key, "lingering") == 0) {
        world->lingering = true;
    } else if (strcmp(key, "terminal") == 0) {
        arrange_terminal(world, value);
    } else if (strcmp(key, "slack") == 0) {
        if (prctl(PR_SET_TIMERSLACK, strtoul(value, NULL, 10) * 1000000, 0, 0,
                  0) != 0)
            complain("slack: %s", strerror(errno));
    } else if (strcmp(key, "output") == 0) {
        arrange_output(world, value);
    } else if (strcmp(key, "leader") == 0) {
        if (setsid() < 0)
            complain("setsid: %s", strerror(errno));
    } else {
        return false;
    }
    return true;
}

static void describe_signals(char *text)
{
    struct sigaction action;
    sigset_t mask;

    sigprocmask(SIG_SETMASK, NULL, &mask);
    for (int i = 1; i < NSIG; i++)
        if (sigaction(i, NULL, &action) == 0)
            text_append(text, WORLD_SIZE, "signal %d %p %x %d\n", i,
                        (void *) action.sa_handler,
                        (unsigned int) action.sa_flags, sigismember(&mask, i));
}

static void describe_descriptors(char *text)
{
    for (int i = 0; i < DESCRIPTORS; i++) {
        char path[64], target[256] = "";

        if (fcntl(i, F_GETFD) < 0)
            continue;
        snprintf(path, sizeof(path), "/proc/self/fd/%d", i);
        if (readlink(path, target, sizeof(target) - 1) >= 0)
            text_append(text, WORLD_SIZE, "descriptor %d %d %s\n", i,
                        fcntl(i, F_GETFD), target);
    }
}

void world_describe(char *ret_text)
{
    char directory[512] = "";
    mode_t mask = umask(0);

    umask(mask);
    ret_text[0] = '\0';
    text_append(ret_text, WORLD_SIZE, "umask %o\ndirectory %s\n",
                (unsigned int) mask, getcwd(directory, sizeof(directory)));
    describe_signals(ret_text);
    describe_descriptors(ret_text);
    text_append(ret_text, WORLD_SIZE, "environment %p\n", (void *) environ);
    for (char **i = environ; *i != NULL; i++)
        text_append(ret_text, WORLD_SIZE, "%s\n", *i);
}

static void check_client(struct world *world)
{
    int status = 0;

    if (world->client <= 0)
        return;
    kill(world->client, SIGTERM);
    waitpid(world->client, &status, 0);
    if (WIFEXITED(status) && WEXITSTATUS(status) != EXIT_SUCCESS)
        complain("the host's client was told something");
    close(world->connection);
}

static void check_children(struct world *world)
{
    int options = world->lingering ? 0 : WNOHANG;
    pid_t child;

    while ((child = waitpid(-1, NULL, options)) > 0 || (child == 0))
        if (!world->lingering) {
            complain("a child was left behind%s", child > 0 ? ", dead" : "");
            options = 0;
            world->lingering = true;
        }
}

void world_check(struct world *world, const char *before)
{
    char after[WORLD_SIZE];
    sigset_t pending;

    world_describe(after);
    if (strcmp(before, after) != 0)
        complain("the process was\n%s\nand is\n%s", before, after);
    sigpending(&pending);
    if (world->signal != 0 && sigismember(&pending, world->signal) != 1)
        complain("the host lost its signal");
    check_client(world);
    check_children(world);
}
