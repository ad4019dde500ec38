/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Plays scenarios, and reports them as TAP.
 *
 * usage: run_module [--cycles N] MODULE FIRST_FACTOR FILE...
 *
 * MODULE and FIRST_FACTOR are absolute paths.  With --cycles every file is
 * played N times (more than 10) in this one process, which must not grow;
 * otherwise each is played once in a process of its own.
 */

#include "play.h"
#include "scenario.h"
#include "world.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    CYCLES_TO_SETTLE = 10,
    GROWTH_MAX = 4096, /* bytes; what is freed may count for a while */
    HIGH_DESCRIPTOR = 100,
    SECONDS_MAX = 60 /* for one scenario */
};

static long resident_pages(void)
{
    long pages = 0;
    FILE *file = fopen("/proc/self/statm", "re");

    if (file != NULL && fscanf(file, "%*d %ld", &pages) != 1)
        pages = 0;
    if (file != NULL)
        fclose(file);
    return pages;
}

/* In one process: what the first few rounds left is there to stay.  A memory
 * checker hides how much is in use, and finds by itself what is lost. */
static bool play_cycles(const struct modules *modules, const char *path,
                        long cycles)
{
    static char settled[WORLD_SIZE], after[WORLD_SIZE];
    bool passed = true;
    size_t bytes = 0;
    long pages = 0;

    for (long i = 0; i < cycles && passed; i++) {
        passed = play_scenario(modules, path);
        if (i == CYCLES_TO_SETTLE) {
            pages = resident_pages();
            bytes = mallinfo2().uordblks;
            world_describe(settled);
        }
    }
    world_describe(after);
    if (strcmp(settled, after) != 0)
        complain("the process was\n%s\nand is\n%s", settled, after);
    if (mallinfo2().uordblks > bytes + GROWTH_MAX)
        complain("%zu bytes in use became %zu", bytes, mallinfo2().uordblks);
    printf("# %zu bytes in use; %ld resident pages became %ld\n", bytes, pages,
           resident_pages());
    return complaints() == 0 && passed;
}

static bool play_apart(const struct modules *modules, const char *path)
{
    int status = 0;
    pid_t child;

    fflush(stdout);
    child = fork();
    if (child == 0) {
        bool passed;

        alarm(SECONDS_MAX);
        /* Out of the way of a scenario that closes 0 to 2. */
        stdout = fdopen(fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, HIGH_DESCRIPTOR),
                        "w");
        passed = play_scenario(modules, path);
        exit(passed ? EXIT_SUCCESS : EXIT_FAILURE);
    }
    if (child < 0 || waitpid(child, &status, 0) != child)
        return false;
    if (WIFSIGNALED(status))
        printf("# ended by signal %d\n", WTERMSIG(status));
    return status == 0;
}

/* The module serves hosts that are root; a user can be that in a namespace
 * of his own. */
static bool become_root(void)
{
    uid_t user = (uid_t) syscall(SYS_geteuid);
    gid_t group = getegid();
    char text[64];

    if (user == 0)
        return true;
    if (unshare(CLONE_NEWUSER) != 0)
        return false;
    write_file("/proc/self/setgroups", "deny");
    snprintf(text, sizeof(text), "0 %u 1\n", (unsigned int) user);
    write_file("/proc/self/uid_map", text);
    snprintf(text, sizeof(text), "0 %u 1\n", (unsigned int) group);
    write_file("/proc/self/gid_map", text);
    return complaints() == 0 && syscall(SYS_geteuid) == 0;
}

int main(int argc, char **argv)
{
    bool in_cycles = argc > 2 && strcmp(argv[1], "--cycles") == 0;
    long cycles = in_cycles ? strtol(argv[2], NULL, 10) : 0;
    char **rest = argv + (in_cycles ? 3 : 1);
    struct modules modules;
    int failed = 0;

    if (argc < (in_cycles ? 6 : 4)) {
        fprintf(stderr, "usage: %s [--cycles N] MODULE FIRST_FACTOR FILE...\n",
                argv[0]);
        return 2;
    }
    if (!become_root()) {
        printf("1..0 # SKIP not root, and no user namespace is to be had\n");
        return EXIT_SUCCESS;
    }
    modules = (struct modules){rest[0], rest[1]};
    rest += 2;
    for (int i = 0; rest[i] != NULL; i++) {
        bool good = in_cycles ? play_cycles(&modules, rest[i], cycles)
                              : play_apart(&modules, rest[i]);

        printf("%s %d - %s\n", good ? "ok" : "not ok", i + 1,
               basename(rest[i]));
        failed += good ? 0 : 1;
    }
    printf("1..%d\n", (int) (argv + argc - rest));
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
