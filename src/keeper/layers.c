/* SPDX-License-Identifier: BSD-2-Clause */

#include "keeper/layers.h"

#include "shared/text.h"

#include <linux/landlock.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The version of Landlock's interface that came with rules for TCP ports, in
 * Linux 6.7. */
enum { KNOWS_PORTS = 4 };

static void add(char *list, const char *layer)
{
    if (list[0] != '\0')
        text_append(list, WORD_SIZE, ", ");
    text_append(list, WORD_SIZE, "%s", layer);
}

void layers_missing(char ret_missing[WORD_SIZE])
{
    /* Asks for the version alone, and makes nothing. */
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0,
                           LANDLOCK_CREATE_RULESET_VERSION);

    ret_missing[0] = '\0';
    if (version <= 0)
        add(ret_missing, "Landlock");
    else if (version < KNOWS_PORTS)
        add(ret_missing, "ports in Landlock");
    /* The mode of this process; an error means a kernel built without. */
    if (prctl(PR_GET_SECCOMP, 0, 0, 0, 0) < 0)
        add(ret_missing, "seccomp");
}
