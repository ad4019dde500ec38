/* SPDX-License-Identifier: BSD-2-Clause
 *
 * claims-keeper: root's part of a login.  It reads the configuration, keeps
 * the tokens, decides, and speaks to no server.
 */

#include "keeper/process.h"
#include "keeper/session.h"

#include <sys/prctl.h>
#include <unistd.h>

enum { MODULE = 3 /* the keeper's end of the socket */ };

int main(void)
{
    char kept[LINE_SIZE] = "";

    /* 1. Started by the module, as root through and through. */
    if (getuid() != 0 || geteuid() != 0)
        return 1;
    /* 2. Out of the caller's reach; the module saw to the rest. */
    process_reset(kept);
    /* The pipe there is for the loader's words; ours go nowhere. */
    if (dup2(STDOUT_FILENO, STDERR_FILENO) < 0 ||
        prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
        return 1;
    /* 3. One request, one verdict. */
    return session_serve(MODULE, kept) ? 0 : 1;
}
