/* SPDX-License-Identifier: BSD-2-Clause */

#include "interposed.h"

#include "scenario.h"
#include "script.h"

#include <dlfcn.h>
#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

enum { LOG_MAX = 32, SLEEP_LEAST = 100 /* ms; a shorter one is no delay */ };

enum call {
    CALL_SOCKETPAIR,
    CALL_FORK,
    CALL_EXECVE,
    CALL_SIGNALFD,
    CALL_SEND,
    CALL_DUP2,
    CALL_COUNT
};

static const char *const call_names[CALL_COUNT] = {
    "socketpair", "fork", "execve", "signalfd", "send", "dup2",
};

static int errors[CALL_COUNT];
static uid_t real_uid, effective_uid;
static char *log_lines[LOG_MAX];
static size_t log_count;
static bool slept;

/* Fortified libraries call the second; the first may be a macro then. */
#undef syslog
void syslog(int priority, const char *format, ...);
void __syslog_chk(int priority, int flag, const char *format, ...);

void interposed_reset(void)
{
    while (log_count > 0)
        free(log_lines[--log_count]);
    memset(errors, 0, sizeof(errors));
    real_uid = effective_uid = 0;
    slept = false;
}

void interposed_be(uid_t real, uid_t effective)
{
    real_uid = real;
    effective_uid = effective;
}

bool interposed_fail(const char *call, int error)
{
    size_t i = script_index(call_names, CALL_COUNT, call);

    if (i < CALL_COUNT)
        errors[i] = error;
    return i < CALL_COUNT;
}

bool interposed_slept(void)
{
    bool before = slept;

    slept = false;
    return before;
}

size_t interposed_log(const char *const **ret_lines)
{
    *ret_lines = (const char *const *) log_lines;
    return log_count;
}

static void __attribute__((format(printf, 2, 0)))
collect(int priority, const char *format, va_list arguments)
{
    static const char *const words[] = {"EMERG",   "ALERT",  "CRIT", "ERR",
                                        "WARNING", "NOTICE", "INFO", "DEBUG"};
    char *text = NULL;
    const char *start;

    if (log_count == LOG_MAX || vasprintf(&text, format, arguments) < 0)
        return;
    /* Without libpam's "pam_claims(sshd:auth): ". */
    start = strstr(text, "): ");
    start = start != NULL ? start + 3 : text;
    if (asprintf(&log_lines[log_count], "%s %s", words[LOG_PRI(priority)],
                 start) >= 0)
        log_count++;
    free(text);
}

void syslog(int priority, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    collect(priority, format, arguments);
    va_end(arguments);
}

void __syslog_chk(int priority, int flag, const char *format, ...)
{
    va_list arguments;

    (void) flag;
    va_start(arguments, format);
    collect(priority, format, arguments);
    va_end(arguments);
}

uid_t getuid(void)
{
    return real_uid;
}

uid_t geteuid(void)
{
    return effective_uid;
}

/* The real function, or NULL with errno set where it is to fail. */
static void *next(enum call call)
{
    if (errors[call] == 0)
        return dlsym(RTLD_NEXT, call_names[call]);
    errno = errors[call];
    return NULL;
}

int socketpair(int domain, int type, int protocol, int sockets[2])
{
    int (*real)(int, int, int, int *) = next(CALL_SOCKETPAIR);

    return real != NULL ? real(domain, type, protocol, sockets) : -1;
}

pid_t fork(void)
{
    pid_t (*real)(void) = next(CALL_FORK);

    return real != NULL ? real() : -1;
}

int execve(const char *path, char *const argv[], char *const environment[])
{
    int (*real)(const char *, char *const[], char *const[]) =
        next(CALL_EXECVE);

    return real != NULL ? real(path, argv, environment) : -1;
}

int signalfd(int descriptor, const sigset_t *mask, int flags)
{
    int (*real)(int, const sigset_t *, int) = next(CALL_SIGNALFD);

    return real != NULL ? real(descriptor, mask, flags) : -1;
}

ssize_t send(int descriptor, const void *data, size_t length, int flags)
{
    ssize_t (*real)(int, const void *, size_t, int) = next(CALL_SEND);

    return real != NULL ? real(descriptor, data, length, flags) : -1;
}

/* What holds an answer back has been logged before. */
static void sleep_for(int64_t time)
{
    if (time <= SLEEP_LEAST)
        return;
    slept = true;
    if (log_count == 0)
        complain("held back before it was logged");
}

int poll(struct pollfd *polled, nfds_t count, int timeout)
{
    int (*real)(struct pollfd *, nfds_t, int) = dlsym(RTLD_NEXT, "poll");

    if (count == 0)
        sleep_for(timeout);
    return real(polled, count, timeout);
}

/* Of the module's timers all are absolute; others, if any, are let be. */
int timerfd_settime(int timer, int flags, const struct itimerspec *when,
                    struct itimerspec *before)
{
    int (*real)(int, int, const struct itimerspec *, struct itimerspec *) =
        dlsym(RTLD_NEXT, "timerfd_settime");
    struct timespec now = {0};

    clock_gettime(CLOCK_MONOTONIC, &now);
    if (flags == TFD_TIMER_ABSTIME)
        sleep_for((when->it_value.tv_sec - now.tv_sec) * 1000 +
                  (when->it_value.tv_nsec - now.tv_nsec) / 1000000);
    return real(timer, flags, when, before);
}

int dup2(int from, int to)
{
    int (*real)(int, int) = next(CALL_DUP2);

    return real != NULL ? real(from, to) : -1;
}
