/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The host process as the module finds it and has to leave it.
 */

#ifndef SCENARIOS_WORLD_H
#define SCENARIOS_WORLD_H

#include "scenario.h"

#include <sys/types.h>

enum { WORLD_SIZE = 32 * 1024 };

struct world {
    pid_t client; /* the process at the other end of the connection */
    int connection;
    int master;     /* the screen's end of a terminal, if there is one */
    int signal;     /* that will be pending, 0 for none */
    bool lingering; /* a keeper may be left behind */
};

/* Do what a line of [host] says about the process; false if it says nothing
 * of that kind. */
bool world_arrange(struct world *, const char *key, char *value);

/* Write down what all code of a process shares: signals, descriptors,
 * umask, directory, environment, children. */
void world_describe(char *ret_text);

/* Complain where the process is not as it was described before, or a child
 * is left. */
void world_check(struct world *, const char *before);

#endif
