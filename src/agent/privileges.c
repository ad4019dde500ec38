/* SPDX-License-Identifier: BSD-2-Clause */

#include "agent/privileges.h"
#include "process/rlimits.h"

#include <grp.h>
#include <linux/capability.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

static const struct rlimit_row limits[] = {
    {RLIMIT_CORE, 0},    {RLIMIT_FSIZE, 0},
    {RLIMIT_NOFILE, 64}, {RLIMIT_AS, 256UL * 1024 * 1024},
    {RLIMIT_CPU, 20}, /* seconds */
};

/* A changed user id takes them away too, unless the securebits that we
 * inherited say otherwise. */
static bool drop_capabilities(void)
{
    struct __user_cap_header_struct header = {.version =
                                                  _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {{0}};

    return syscall(SYS_capset, &header, none) == 0;
}

/* All three ids are as they must be, and root's do not come back. */
static bool is_settled(uid_t uid, gid_t gid)
{
    uid_t uids[3] = {0};
    gid_t gids[3] = {0};

    if (getresuid(&uids[0], &uids[1], &uids[2]) != 0 ||
        getresgid(&gids[0], &gids[1], &gids[2]) != 0)
        return false;
    for (int i = 0; i < 3; i++)
        if (uids[i] != uid || gids[i] != gid)
            return false;
    return setresuid((uid_t) -1, 0, (uid_t) -1) != 0 &&
           setresgid((gid_t) -1, 0, (gid_t) -1) != 0;
}

bool privileges_drop(uid_t uid, gid_t gid)
{
    if (uid == 0 || gid == 0)
        return false;
    if (geteuid() == 0 &&
        (setgroups(0, NULL) != 0 || setresgid(gid, gid, gid) != 0 ||
         setresuid(uid, uid, uid) != 0))
        return false;
    return drop_capabilities() && is_settled(uid, gid);
}

bool privileges_limit(pid_t parent)
{
    /* An inherited limit may be lower, and stays. */
    if (rlimits_set(limits, sizeof(limits) / sizeof(limits[0])) ==
        RLIMIT_STATE_FAILED)
        return false;
    return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 &&
           prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0 &&
           getppid() == parent;
}
