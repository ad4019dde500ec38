/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What an agent that was taken over might try, and what an agent has to do.
 */

#ifndef TESTS_CONFINEMENT_ACTIONS_H
#define TESTS_CONFINEMENT_ACTIONS_H

#include <stdbool.h>
#include <sys/types.h>

struct action {
    const char *name;
    int (*act)(void);    /* negative: refused */
    bool needs_landlock; /* nothing else refuses it */
};

/* Both end with a name that is NULL. */
extern const struct action hostile_actions[];
extern const struct action needed_actions[];

/* Another agent, which some actions are aimed at. */
extern pid_t mate;

/* Listen on a TCP port of the loopback, which needed_actions[] connect to;
 * returns the port, or -1. */
int actions_listen(void);

#endif
