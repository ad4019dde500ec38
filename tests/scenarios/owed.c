/* SPDX-License-Identifier: BSD-2-Clause */

#include "owed.h"

#include "report.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SOCKET = 3 };

static void check_environment(char **argv)
{
    static const char *const expected[] = {"PATH=/usr/bin:/bin",
                                           "LANG=C.UTF-8", "TZ=UTC", NULL};
    size_t i = 0;

    while (expected[i] != NULL && environ[i] != NULL &&
           strcmp(environ[i], expected[i]) == 0)
        i++;
    if (expected[i] != NULL || environ[i] != NULL)
        report_fault("environment: %s",
                     environ[i] != NULL ? environ[i] : "short");
    if (strcmp(argv[0], "claims-keeper") != 0 || argv[1] != NULL)
        report_fault("arguments: %s", argv[0]);
}

static void check_descriptors(void)
{
    DIR *directory = opendir("/proc/self/fd");
    struct dirent *entry;

    while (directory != NULL && (entry = readdir(directory)) != NULL) {
        long number = strtol(entry->d_name, NULL, 10);

        if (entry->d_name[0] != '.' && number > SOCKET &&
            number != dirfd(directory))
            report_fault("descriptor %ld is open", number);
    }
    if (directory != NULL)
        closedir(directory);
    for (int i = 0; i < SOCKET; i++) {
        struct stat found, null;

        if (i == STDERR_FILENO)
            continue;
        if (fstat(i, &found) != 0 || stat("/dev/null", &null) != 0 ||
            found.st_rdev != null.st_rdev)
            report_fault("descriptor %d is not /dev/null", i);
    }
    if ((fcntl(STDERR_FILENO, F_GETFL) & (O_ACCMODE | O_NONBLOCK)) !=
        (O_WRONLY | O_NONBLOCK))
        report_fault("standard error is no pipe, or may block");
}

static void check_signals(void)
{
    struct sigaction action;
    sigset_t mask;

    sigprocmask(SIG_SETMASK, NULL, &mask);
    for (int i = 1; i < NSIG; i++) {
        if (sigaction(i, NULL, &action) == 0 && action.sa_handler != SIG_DFL)
            report_fault("signal %d is not at its default", i);
        if (sigismember(&mask, i) == 1)
            report_fault("signal %d is blocked", i);
    }
}

static void check_identity(void)
{
    uid_t user[3] = {1, 1, 1};
    gid_t group[3] = {1, 1, 1};
    char directory[64] = "";
    mode_t mask = umask(077);

    if (getresuid(&user[0], &user[1], &user[2]) != 0 ||
        getresgid(&group[0], &group[1], &group[2]) != 0)
        report_fault("ids: %s", strerror(errno));
    for (int i = 0; i < 3; i++)
        if (user[i] != 0 || group[i] != 0)
            report_fault("an id is not root's");
    if (getsid(0) != getpid())
        report_fault("the session is the host's");
    if (getcwd(directory, sizeof(directory)) == NULL ||
        strcmp(directory, "/") != 0)
        report_fault("the directory is %s", directory);
    if (mask != 077)
        report_fault("the umask is %o", (unsigned int) mask);
}

void owed_check(char **argv)
{
    check_environment(argv);
    check_descriptors();
    check_signals();
    check_identity();
}
