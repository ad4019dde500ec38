/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/process.h"
#include "keeper/cgroup.h"
#include "process/rlimits.h"
#include "shared/text.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
    TIMER_SLACK = 50 * 1000, /* ns, as init has it */
    IO_OF_SELF = 1,          /* IOPRIO_WHO_PROCESS, of linux/ioprio.h */
    MEMORY_DEFAULT = 0,      /* MPOL_DEFAULT, of linux/mempolicy.h */
};

/* A caller of sudo who runs it with SCHED_IDLE on a busy machine would have
 * the user's lock for as long as it likes. */
static bool reset_policy(void)
{
    static const struct sched_param none;

    return sched_setscheduler(0, SCHED_OTHER, &none) == 0;
}

/* The same, by nice(1). */
static bool reset_nice(void)
{
    return setpriority(PRIO_PROCESS, 0, 0) == 0;
}

/* The kernel leaves out what the machine does not have. */
static bool reset_affinity(void)
{
    cpu_set_t all;

    memset(&all, 0xff, sizeof(all));
    return sched_setaffinity(0, sizeof(all), &all) == 0;
}

/* The same, by ionice(1): fsync(2) would wait for everybody else. */
static bool reset_io_priority(void)
{
    return syscall(SYS_ioprio_set, IO_OF_SELF, 0, 0) == 0;
}

/* A policy that binds us to a node without memory is the end of us. */
static bool reset_memory_policy(void)
{
    return syscall(SYS_set_mempolicy, MEMORY_DEFAULT, NULL, 0) == 0 ||
           errno == ENOSYS;
}

/* A caller can offer itself to the kernel as the first to be killed; with us a
 * token would be lost that is being redeemed. */
static bool reset_oom_score(void)
{
    int file = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    bool reset = file >= 0 && write(file, "0", 1) == 1;
    int error = errno;

    if (file >= 0)
        close(file);
    errno = error;
    return reset;
}

/* With 0 it would become the caller's own again. */
static bool reset_timer_slack(void)
{
    return prctl(PR_SET_TIMERSLACK, TIMER_SLACK, 0, 0, 0) == 0;
}

/* fork(2) clears it (prctl(2)); that a host's end stops no commit is not left
 * to this alone. */
static bool reset_parent_signal(void)
{
    return prctl(PR_SET_PDEATHSIG, 0, 0, 0, 0) == 0;
}

/* Of a few bits the kernel clears a set-user-ID program, of others such as
 * UNAME26 it does not (personality(2)). */
static bool reset_personality(void)
{
    return personality(PER_LINUX) >= 0;
}

/* Nothing can stop us between the redemption of a token and its commit. */
static bool ignore_signals(void)
{
    static const int ignored[] = {SIGTERM, SIGHUP,  SIGINT,
                                  SIGQUIT, SIGPIPE, SIGXFSZ};

    for (size_t i = 0; i < sizeof(ignored) / sizeof(ignored[0]); i++)
        if (signal(ignored[i], SIG_IGN) == SIG_ERR)
            return false;
    return true;
}

/* A core would hold tokens; a user who runs su could have left no processor
 * time, and no descriptor, to a keeper that runs as root. */
static bool reset_limits(void)
{
    static const struct rlimit_row limits[] = {
        {RLIMIT_CORE, 0},
        /* More than the largest file of the store. */
        {RLIMIT_FSIZE, 1024 * 1024},
        {RLIMIT_NOFILE, 64},
        {RLIMIT_AS, RLIM_INFINITY},
        {RLIMIT_DATA, RLIM_INFINITY},
        {RLIMIT_STACK, 8 * 1024 * 1024},
        {RLIMIT_CPU, 60},
    };

    return rlimits_set(limits, sizeof(limits) / sizeof(limits[0])) ==
           RLIMIT_STATE_SET;
}

/* Signals first, as one of them could end us before.  What a container does
 * not grant is told and no reason to refuse, or nobody could log in there. */
void process_reset(char ret_kept[LINE_SIZE])
{
    static const struct {
        const char *what;
        bool (*reset)(void);
    } table[] = {
        {"signals", ignore_signals},
        {"limits", reset_limits},
        {"scheduling", reset_policy},
        {"nice", reset_nice},
        {"affinity", reset_affinity},
        {"io_priority", reset_io_priority},
        {"memory_policy", reset_memory_policy},
        {"oom_score", reset_oom_score},
        {"timer_slack", reset_timer_slack},
        {"parent_signal", reset_parent_signal},
        {"personality", reset_personality},
        {"cgroup", cgroup_leave},
    };

    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
        if (!table[i].reset())
            text_append(ret_kept, LINE_SIZE, "%s%s (%s)",
                        ret_kept[0] == '\0' ? "" : ", ", table[i].what,
                        strerror(errno));
}
