/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The system-call layer of confine.h.
 */

#include "agent/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

/* Names, because not every processor has every one of them. */
static const char *const harmless[] = {
    /* data and sockets that are open */
    "read", "write", "readv", "writev", "pread64", "lseek", "close",
    "recvfrom", "recvmsg", "recvmmsg", "sendto", "sendmsg", "sendmmsg",
    "connect", "accept4", "shutdown", "getsockname", "getpeername",
    "getsockopt", "setsockopt", "poll", "ppoll", "pipe2", "eventfd2",
    /* looking at files, which open() is the way into */
    "fstat", "fstat64", "newfstatat", "fstatat64", "statx", "stat", "access",
    "faccessat", "faccessat2",
    /* memory, and locks of it */
    "brk", "munmap", "mremap", "madvise", "futex", "set_robust_list", "rseq",
    "sched_yield", "sched_getaffinity", "rt_sigaction", "rt_sigprocmask",
    "rt_sigreturn", "restart_syscall",
    /* facts */
    "getrandom", "getpid", "gettid", "getuid", "geteuid", "getgid", "getegid",
    "uname", "sysinfo", "clock_gettime", "clock_getres", "clock_nanosleep",
    "nanosleep", "gettimeofday", "time",
    /* the end */
    "exit", "exit_group"};

/* What one argument of a call must be for the call to pass. */
static const struct {
    const char *name;
    struct scmp_arg_cmp argument;
} guarded[] = {
    {"socket", {0, SCMP_CMP_EQ, AF_INET, 0}},
    {"socket", {0, SCMP_CMP_EQ, AF_INET6, 0}},
    /* A datagram pair could be connected to somebody's socket. */
    {"socketpair", {1, SCMP_CMP_MASKED_EQ, 0xf, SOCK_STREAM}},
    {"openat",
     {2, SCMP_CMP_MASKED_EQ, O_ACCMODE | O_CREAT | O_TRUNC, O_RDONLY}},
    {"open", {1, SCMP_CMP_MASKED_EQ, O_ACCMODE | O_CREAT | O_TRUNC, O_RDONLY}},
    {"mmap", {2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0}},
    {"mmap2", {2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0}},
    {"mprotect", {2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0}},
    /* F_SETOWN and F_SETSIG, which come later, signal other processes. */
    {"fcntl", {1, SCMP_CMP_LE, F_SETFL, 0}},
    {"fcntl64", {1, SCMP_CMP_LE, F_SETFL, 0}},
    {"ioctl", {1, SCMP_CMP_EQ, FIONREAD, 0}},
    {"ioctl", {1, SCMP_CMP_EQ, FIONBIO, 0}},
    {"prlimit64", {2, SCMP_CMP_EQ, 0, 0}}, /* asking, not setting */
};

/* Whatever its arguments are, or where the one does as it must. */
static bool allow(scmp_filter_ctx filter, const char *name,
                  const struct scmp_arg_cmp *argument)
{
    int call = seccomp_syscall_resolve_name(name);

    /* Negative: this processor has no such call. */
    if (call < 0)
        return true;
    return seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, call,
                                  argument == NULL ? 0 : 1, argument) == 0;
}

/* False if there is one rule that cannot be had: a filter with holes would
 * break the agent at some later point. */
static bool fill(scmp_filter_ctx filter)
{
    const struct scmp_arg_cmp own = {0, SCMP_CMP_EQ, (scmp_datum_t) getpid(),
                                     0};

    for (size_t i = 0; i < sizeof(harmless) / sizeof(harmless[0]); i++)
        if (!allow(filter, harmless[i], NULL))
            return false;
    for (size_t i = 0; i < sizeof(guarded) / sizeof(guarded[0]); i++)
        if (!allow(filter, guarded[i].name, &guarded[i].argument))
            return false;
    /* abort() signals its own thread */
    return allow(filter, "tgkill", &own);
}

bool confine_calls(void)
{
    scmp_filter_ctx filter;
    bool done;

    if (prctl(PR_GET_SECCOMP, 0, 0, 0, 0) < 0)
        return true; /* the kernel has none */
    filter = seccomp_init(SCMP_ACT_ERRNO(ENOSYS));
    if (filter == NULL)
        return false;
    done = seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH,
                            SCMP_ACT_ERRNO(ENOSYS)) == 0 &&
           fill(filter) && seccomp_load(filter) == 0;
    seccomp_release(filter);
    return done;
}
