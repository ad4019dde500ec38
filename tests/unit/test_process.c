/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What the keeper has of its caller's process: nothing that a caller may set,
 * and what it could not get rid of is told.
 */

#include "keeper/process.h"

#include "scratch.h"

#include <sched.h>
#include <signal.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>

enum { SLACK = 1000 * 1000 * 1000, IDLE = 3 << 13 /* of I/O */ };

/* Be what a caller can make of himself; the first CPU alone. */
static void spoil(void)
{
    static const struct sched_param none;
    cpu_set_t first;
    int file = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);

    CPU_ZERO(&first);
    CPU_SET(0, &first);
    if (file < 0 || write(file, "1000", 4) != 4 ||
        sched_setscheduler(0, SCHED_IDLE, &none) != 0 ||
        setpriority(PRIO_PROCESS, 0, 19) != 0 ||
        sched_setaffinity(0, sizeof(first), &first) != 0 ||
        syscall(SYS_ioprio_set, 1, 0, IDLE) != 0 ||
        prctl(PR_SET_TIMERSLACK, SLACK) != 0 ||
        prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 ||
        personality(ADDR_NO_RANDOMIZE) < 0)
        _exit(100);
    close(file);
}

static int oom_score(void)
{
    FILE *file = fopen("/proc/self/oom_score_adj", "re");
    int score = -1;

    if (file == NULL || fscanf(file, "%d", &score) != 1)
        score = -1;
    if (file != NULL)
        fclose(file);
    return score;
}

/* The number of the first thing that is not as it should be. */
static int judge(bool root, const char *kept)
{
    cpu_set_t cpus;
    int signal = -1;

    if (sched_getaffinity(0, sizeof(cpus), &cpus) != 0 ||
        CPU_COUNT(&cpus) < sysconf(_SC_NPROCESSORS_ONLN))
        return 1;
    if (prctl(PR_GET_TIMERSLACK) != 50000)
        return 2;
    if (prctl(PR_GET_PDEATHSIG, &signal) != 0 || signal != 0)
        return 3;
    if (personality(0xffffffff) != PER_LINUX)
        return 4;
    if (syscall(SYS_ioprio_get, 1, 0) >> 13 == 3)
        return 5;
    if (!root)
        return strstr(kept, "nice (Permission denied)") == NULL ? 6 : 0;
    if (sched_getscheduler(0) != SCHED_OTHER)
        return 7;
    if (getpriority(PRIO_PROCESS, 0) != 0)
        return 8;
    if (oom_score() != 0)
        return 9;
    return strstr(kept, "nice") != NULL ? 10 : 0;
}

static int in_child(uid_t user)
{
    char kept[LINE_SIZE] = "";
    int status = -1;
    pid_t child;

    fflush(NULL);
    child = fork();
    if (child == 0) {
        if (user != 0 && (setuid(user) != 0 || prctl(PR_SET_DUMPABLE, 1) != 0))
            _exit(101);
        spoil();
        process_reset(kept);
        /* What a build that counts lines has counted is written here. */
        exit(judge(geteuid() == 0, kept));
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void nothing_of_the_caller(void **state)
{
    (void) state;
    assert_int_equal(in_child(geteuid()), 0);
}

/* Without root's rights the rest is reset all the same, and told. */
static void told_what_is_left(void **state)
{
    (void) state;
    assert_int_equal(in_child(geteuid() == 0 ? 65534 : geteuid()), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_of_the_caller),
        cmocka_unit_test(told_what_is_left),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
