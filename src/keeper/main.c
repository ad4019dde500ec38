/* SPDX-License-Identifier: BSD-2-Clause
 *
 * claims-keeper: root's part of a login.  It reads the configuration, keeps
 * the tokens, decides, and speaks to no server.
 */

#include "keeper/session.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

enum { MODULE = 3 /* the keeper's end of the socket */ };

/*
 * Nothing can stop us between the redemption of a token and its commit.  The
 * module has reset what the caller of sudo or su had set.
 */
static void ignore_signals(void)
{
    static const int ignored[] = {SIGTERM, SIGHUP,  SIGINT,
                                  SIGQUIT, SIGPIPE, SIGXFSZ};

    for (size_t i = 0; i < sizeof(ignored) / sizeof(ignored[0]); i++)
        signal(ignored[i], SIG_IGN);
}

/* The caller's limits are not ours.  Where one cannot be lifted, what it
 * hinders fails later, and that refuses the login. */
static void set_limits(void)
{
    static const struct {
        __rlimit_resource_t resource;
        rlim_t value;
    } limits[] = {
        {RLIMIT_CORE, 0},
        {RLIMIT_FSIZE, 1024 * 1024},
        {RLIMIT_NOFILE, 64},
        {RLIMIT_AS, RLIM_INFINITY},
        {RLIMIT_DATA, RLIM_INFINITY},
        {RLIMIT_STACK, 8 * 1024 * 1024},
        {RLIMIT_CPU, 60},
    };

    for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
        struct rlimit limit = {limits[i].value, limits[i].value};

        if (setrlimit(limits[i].resource, &limit) != 0 &&
            getrlimit(limits[i].resource, &limit) == 0) {
            limit.rlim_cur = limit.rlim_max;
            setrlimit(limits[i].resource, &limit);
        }
    }
}

int main(void)
{
    /* 1. Started by the module, as root through and through. */
    if (getuid() != 0 || geteuid() != 0)
        return 1;
    /* 2. Out of the caller's reach; the module saw to the rest. */
    ignore_signals();
    set_limits();
    if (prctl(PR_SET_DUMPABLE, 0) != 0)
        return 1;
    /* 3. One request, one verdict. */
    return session_serve(MODULE) ? 0 : 1;
}
