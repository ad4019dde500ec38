/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/layers.h"

#include "shared/text.h"

#include <linux/landlock.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { KNOWS_PORTS = 4 };

static void add(char *list, const char *layer)
{
    text_append(list, WORD_SIZE, "%s%s", list[0] == '\0' ? "" : ", ", layer);
}

void layers_missing(char ret_missing[WORD_SIZE])
{
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0,
                           LANDLOCK_CREATE_RULESET_VERSION);

    ret_missing[0] = '\0';
    if (version <= 0)
        add(ret_missing, "Landlock");
    else if (version < KNOWS_PORTS)
        add(ret_missing, "ports in Landlock");
    if (prctl(PR_GET_SECCOMP, 0, 0, 0, 0) < 0)
        add(ret_missing, "seccomp");
}
