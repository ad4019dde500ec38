/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Plays logins that text files describe on the keeper's own code, with agents
 * that follow a script and a module that is played here.  README.md has the
 * commands.  Prints TAP.
 */

#include "earlier.h"
#include "keeper/session.h"
#include "module.h"
#include "notes.h"
#include "section.h"
#include "shared/limits.h"
#include "wire/audit_line.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <inttypes.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { LAST_WAIT = 5000 /* ms */ };

static char directory[64];

/* [within] */
static int64_t most = INT64_MAX;

static void set_most(char *line)
{
    most = strtoll(line, NULL, 10);
}

/* The keeper ends soon, whatever its agents and its module do. */
static void await_keeper(pid_t pid)
{
    int64_t waited = 0;

    while (waitpid(pid, NULL, WNOHANG) == 0 && waited++ < LAST_WAIT)
        usleep(1000);
    if (waited > LAST_WAIT) {
        notes_fault("the keeper does not end");
        kill(pid, SIGKILL);
    }
}

static int64_t now(void)
{
    struct timespec time = {0};

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t) time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

/* In a process of its own. */
static void play(void)
{
    int sockets[2];
    int64_t started;
    pid_t pid;

    earlier_configure();
    earlier_store();
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets) != 0)
        notes_fault("socketpair: %s", strerror(errno));
    section_each("[within]", set_most);
    started = now();
    pid = fork();
    if (pid == 0) {
        close(sockets[0]);
        signal(SIGPIPE, SIG_IGN);
        /* What a build that counts lines has counted is written here. */
        exit(session_serve(sockets[1], "") ? 0 : 1);
    }
    close(sockets[1]);
    module_play(sockets[0]);
    await_keeper(pid);
    if (now() - started > most)
        notes_fault("the keeper lived %" PRId64 " ms", now() - started);
    later_judge();
}

static int remove_one(const char *path, const struct stat *status, int flag,
                      struct FTW *place)
{
    (void) status;
    (void) flag;
    (void) place;
    return remove(path);
}

/* Copy the scenario into the working directory. */
static bool copy_scenario(const char *path)
{
    static char text[64 * 1024];
    int from = open(path, O_RDONLY | O_CLOEXEC);
    int to = open("scenario", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    ssize_t length = read(from, text, sizeof(text));
    bool copied = length > 0 && write(to, text, (size_t) length) == length;

    close(from);
    close(to);
    return copied;
}

static void print_faults(void)
{
    char line[2 * AUDIT_SIZE];
    FILE *file = fopen("notes", "re");

    while (file != NULL && fgets(line, sizeof(line), file) != NULL)
        if (strncmp(line, "fault ", 6) == 0)
            printf("# %s", line + 6);
    if (file != NULL)
        fclose(file);
}

static bool play_file(const char *path)
{
    int status = 0;
    bool passed;
    pid_t pid;

    umask(077);
    strcpy(directory, "/tmp/pam_claims-test-XXXXXX");
    if (mkdtemp(directory) == NULL || chdir(directory) != 0 ||
        !copy_scenario(path))
        return false;
    fflush(stdout);
    pid = fork();
    if (pid == 0) {
        play();
        _exit(0);
    }
    (void) waitpid(pid, &status, 0);
    passed = status == 0 && notes_count("fault") == 0;
    print_faults();
    if (chdir("/") != 0)
        return false;
    (void) nftw(directory, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    return passed;
}

int main(int argc, char **argv)
{
    int failed = 0;

    printf("1..%d\n", argc - 1);
    for (int i = 1; i < argc; i++) {
        const char *name = strrchr(argv[i], '/');
        bool passed = play_file(argv[i]);

        failed += !passed;
        printf("%s %d - %s\n", passed ? "ok" : "not ok", i,
               name == NULL ? argv[i] : name + 1);
    }
    return failed == 0 ? 0 : 1;
}
